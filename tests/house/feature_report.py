"""Prints what the last `centralka test` proved, group by group: `feature_report.py [--format json]`."""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from plugins.proofs import ROOT, listed_ids

PROOFS = ROOT / "build" / "proofs.json"


def groups(marker: str, proven: set[str]) -> dict[str, dict[str, object]]:
    """For each group of ids its size, and which are proven and which missing, in the list's order."""
    report: dict[str, dict[str, object]] = {}
    ids = listed_ids(marker)
    for group in dict.fromkeys(map(group_of, ids)):
        members = [listed for listed in ids if group_of(listed) == group]
        report[group] = {
            "total": len(members),
            "proven": [member for member in members if member in proven],
            "missing": [member for member in members if member not in proven],
        }
    return report


def group_of(listed: str) -> str:
    """The letters of an id: SYS-W of SYS-W-20, F of F03."""
    return listed.rstrip("0123456789").rstrip("-")


def as_text(report: dict[str, dict[str, object]]) -> str:
    """One block of lines for each group."""
    blocks = []
    for group, row in report.items():
        proven, missing = row["proven"], row["missing"]
        assert isinstance(proven, list)
        assert isinstance(missing, list)
        blocks.append(f"{group:<6} {len(proven):>3} of {row['total']:>3} proven")
        blocks.append(f"       proven:  {' '.join(proven) or '-'}")
        blocks.append(f"       missing: {' '.join(missing) or '-'}")
    return "\n".join(blocks)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--format", choices=["text", "json"], default="text")
    parser.add_argument("--marker", choices=["feature", "fault", "hostile"], default="feature")
    parser.add_argument("--proofs", type=Path, default=PROOFS)
    options = parser.parse_args()
    if not options.proofs.exists():
        print("No test run is on record. Run: ./centralka test", file=sys.stderr)
        return 1
    proven = set(json.loads(options.proofs.read_text(encoding="utf-8"))[options.marker])
    report = groups(options.marker, proven)
    print(json.dumps(report, indent=1) if options.format == "json" else as_text(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
