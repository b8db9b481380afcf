import { setTimeout as wait } from 'node:timers/promises';
import type { Service } from './service.ts';

export const agents = [
  { name: 'calculator', tool: 'sum', description: 'adds numbers: "sum 2 3 5"' },
  { name: 'librarian', tool: 'count_messages', description: 'counts the messages of a thread: "count"' },
  { name: 'echo', tool: 'repeat', description: 'repeats what it is told' },
] as const;

export type Agent = (typeof agents)[number];

export interface AgentEvent {
  readonly type: 'agent_started' | 'agent_thinking' | 'tool_executing' | 'tool_completed' | 'agent_completed';
  readonly agent: string;
  readonly tool?: string;
  readonly result?: string;
}

/** What the agent works on. */
export interface Task {
  readonly text: string;
  /** How many messages the thread of the task has. */
  readonly messages: number;
}

/** How long each step takes at pace 1: what a small model and a tool beside it need. */
const stepsMs = { thinking: 60, tool: 240, result: 320, answer: 120 } as const;

const working = new WeakMap<Service, number>();

/** Works on a task and yields an event per step. Where all agents are at work it is begun, and nothing follows. */
export async function* runAgent(task: Task, service: Service): AsyncGenerator<AgentEvent> {
  const agent = chooseAgent(task.text);
  yield { type: 'agent_started', agent: agent.name };
  const busy = working.get(service) ?? 0;
  if (busy >= service.agentsAtOnce) return;
  working.set(service, busy + 1);
  try {
    yield* work(agent, task, service);
  } finally {
    working.set(service, (working.get(service) ?? 1) - 1);
  }
}

async function* work(agent: Agent, task: Task, { faults, pace }: Service): AsyncGenerator<AgentEvent> {
  await wait(stepsMs.thinking * pace);
  const thinking: AgentEvent = { type: 'agent_thinking', agent: agent.name };
  const executing: AgentEvent = { type: 'tool_executing', agent: agent.name, tool: agent.tool };
  const [second, third] = faults.has('event-out-of-order') ? [executing, thinking] : [thinking, executing];
  yield second;
  if (faults.has('model-stalled')) return;
  await wait(stepsMs.tool * pace);
  yield third;
  const result = useTool(agent, task);
  await wait(stepsMs.result * pace);
  if (!faults.has('event-missing')) yield { type: 'tool_completed', agent: agent.name, tool: agent.tool, result };
  await wait(stepsMs.answer * pace);
  yield { type: 'agent_completed', agent: agent.name, result };
}

function chooseAgent(text: string): Agent {
  if (/^sum\b/u.test(text)) return agents[0];
  return text === 'count' ? agents[1] : agents[2];
}

function useTool({ name }: Agent, { text, messages }: Task): string {
  switch (name) {
    case 'calculator':
      return String([...text.matchAll(/-?\d+/gu)].reduce((sum, [digits]) => sum + Number(digits), 0));
    case 'librarian':
      return String(messages);
    case 'echo':
      return text;
  }
}
