"""The words of a contact center: ids, enums, frozen values, errors. No input or output."""
