/** Sends one action of a person; a server that cannot be reached is an answer too. */
export async function send(path, input) {
  try {
    const response = await fetch(`/page/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    const answer = await response.json().catch(() => undefined);
    return answer ?? { ok: response.ok, error: response.ok ? undefined : `http_${response.status}` };
  } catch {
    return { ok: false, error: 'playground_unreachable' };
  }
}

const reconnectMs = 1_000;

/**
 * Follows the workspace until the page is closed: first a whole picture, then events. After a break it takes a new
 * picture, so nothing is missed; events that come before the picture are applied after it.
 */
export function followWorkspace(listener) {
  const source = new EventSource('/page/events');
  let early = [];
  let isOver = false;
  const restart = () => {
    if (isOver) return;
    isOver = true;
    source.close();
    listener.onLive(false);
    setTimeout(() => followWorkspace(listener), reconnectMs);
  };
  const load = async () => {
    const workspace = await loadWorkspace();
    if (workspace === undefined || isOver) return restart();
    listener.onWorkspace(workspace);
    listener.onLive(true);
    for (const event of early) listener.onEvent(event);
    early = undefined;
    return undefined;
  };
  source.addEventListener('open', () => void load());
  source.addEventListener('error', restart);
  source.addEventListener('message', ({ data }) => {
    const event = JSON.parse(data);
    if (early === undefined) listener.onEvent(event);
    else early.push(event);
  });
}

async function loadWorkspace() {
  const response = await fetch('/page/workspace').catch(() => undefined);
  return response?.ok ? response.json() : undefined;
}
