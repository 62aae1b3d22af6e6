"""Knows how five libraries walk a network: each in the way that is fastest for it."""
# sismic and SpiffWorkflow are typed in part.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

import asyncio
import io
from collections.abc import Callable
from typing import Any, Literal

from pydantic_graph import GraphBuilder, StepContext, TypeExpression
from sismic.interpreter import Interpreter
from sismic.io import import_from_yaml
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from statemachine import State, StateMachine
from transitions import Machine

from benchmarks.p1_networks import Network, Run


def transitions_arm(network: Network) -> Run:
    rows = [
        {"trigger": event, "source": node, "dest": target}
        for node, edges in network.edges.items()
        for event, target in edges.items()
    ]

    def run(laps: int) -> str:
        states = list(network.edges)
        machine: Any = Machine(states=states, initial=network.start, transitions=rows, auto_transitions=False)
        walk = [getattr(machine, event) for event in network.walk]
        for _ in range(laps):
            for go in walk:
                go()
        return str(machine.state)

    return run


def sismic_arm(network: Network) -> Run:
    lines = ["statechart:", "  name: x", "  root state:", "    name: root"]
    lines += [f"    initial: {network.start}", "    states:"]
    for node, edges in network.edges.items():
        lines += [f"    - name: {node}", "      transitions:"]
        for event, target in edges.items():
            lines += [f"        - event: {event}", f"          target: {target}"]
    chart = import_from_yaml("\n".join(lines))

    def run(laps: int) -> str:
        interpreter = Interpreter(chart)
        interpreter.execute_once()
        for _ in range(laps):
            for event in network.walk:
                interpreter.queue(event).execute_once()
        return str(interpreter.configuration[-1])

    return run


def statemachine_arm(network: Network) -> Run:
    states = {name: State(name, initial=name == network.start) for name in network.edges}
    events: dict[str, Any] = {}
    for node, edges in network.edges.items():
        for event, target in edges.items():
            edge = states[node].to(states[target])
            events[event] = events[event] | edge if event in events else edge
    kind = type("Walk", (StateMachine,), {**states, **events})

    def run(laps: int) -> str:
        machine: Any = kind()
        walk = [getattr(machine, event) for event in network.walk]
        for _ in range(laps):
            for go in walk:
                go()
        return str(next(iter(machine.configuration)).id)

    return run


class _Walk:
    """What a run of pydantic-graph carries: the events still to come, the last one first."""

    def __init__(self, network: Network, laps: int) -> None:
        self.left = ["end", *reversed(network.walk * laps)]
        self.node = ""


def _step(builder: Any, node: str) -> Any:
    async def enter(ctx: StepContext[_Walk, None, Any]) -> str:
        ctx.state.node = node
        return ctx.state.left.pop()

    return builder.step(enter, node_id=node)


def pydantic_graph_arm(network: Network) -> Run:
    builder: Any = GraphBuilder(state_type=_Walk, input_type=str, output_type=str)
    steps = {node: _step(builder, node) for node in network.edges}
    builder.add(builder.edge_from(builder.start_node).to(steps[network.start]))
    for node, edges in network.edges.items():
        if len(edges) == 1 and node != network.start:
            builder.add(builder.edge_from(steps[node]).to(steps[next(iter(edges.values()))]))
            continue
        fork = builder.decision()
        for event, target in edges.items():
            # The builder reads the literal when it runs.
            literal: Any = TypeExpression[Literal[event]]  # type: ignore[valid-type]
            fork = fork.branch(builder.match(literal).to(steps[target]))
        if node == network.start:
            ended: Any = TypeExpression[Literal["end"]]
            fork = fork.branch(builder.match(ended).to(builder.end_node))
        builder.add(builder.edge_from(steps[node]).to(fork))
    graph = builder.build()

    def run(laps: int) -> str:
        walk = _Walk(network, laps)
        asyncio.run(graph.run(state=walk, inputs=""))
        return walk.node

    return run


_BPMN = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x" id="d">'
    '<process id="walk" isExecutable="true"><startEvent id="begin"/><endEvent id="end"/>{}</process></definitions>'
)


def _bpmn(network: Network) -> str:
    """A manual task for each node; a gateway at the start breaks the ring, which SpiffWorkflow needs."""
    flows = ["".join(f'<manualTask id="{node}" name="{node}"/>' for node in network.edges)]
    flows.append(_flow("begin", network.start))
    for node, edges in network.edges.items():
        if len(edges) == 1 and node != network.start:
            flows.append(_flow(node, next(iter(edges.values()))))
            continue
        flows.append(f'<exclusiveGateway id="g-{node}" default="g-{node}_end"/>')
        flows += [_flow(node, f"g-{node}"), _flow(f"g-{node}", "end")]
        flows += [_flow(f"g-{node}", target, f"key == '{event}'") for event, target in edges.items()]
    return _BPMN.format("".join(flows))


def _flow(source: str, target: str, condition: str = "") -> str:
    guard = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{guard}</sequenceFlow>'


def spiffworkflow_arm(network: Network) -> Run:
    """A workflow of its own for every five laps: its rate falls with every task that it has behind it."""
    parser = BpmnParser()
    parser.add_bpmn_io(io.BytesIO(_bpmn(network).encode()))
    spec = parser.get_spec("walk")

    def walk(laps: int) -> str:
        workflow: Any = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        task = workflow.get_next_task(state=TaskState.READY)
        for event in network.walk * laps:
            task.data["key"] = event
            task.run()
            task = task.children[0]
            if task.task_spec.name.startswith("g-"):
                task.run()
                task = task.children[0]
        return str(task.task_spec.name)

    def run(laps: int) -> str:
        ended = {walk(min(5, laps - done)) for done in range(0, laps, 5)}
        return ended.pop() if len(ended) == 1 else ""

    return run


PEERS: dict[str, Callable[[Network], Run]] = {
    "transitions": transitions_arm,
    "sismic": sismic_arm,
    "python-statemachine": statemachine_arm,
    "pydantic-graph": pydantic_graph_arm,
    "SpiffWorkflow": spiffworkflow_arm,
}
