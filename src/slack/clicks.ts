const doubleMs = 1_500;
const max = 1_000;

/** Tells the second click of a double click, which Slack delivers as a press of its own. */
export function createClicks(now: () => number): (click: string) => boolean {
  const pressedAt = new Map<string, number>();
  return (click) => {
    const at = now();
    const earlier = pressedAt.get(click);
    pressedAt.delete(click);
    pressedAt.set(click, at);
    const [oldest] = pressedAt.keys();
    if (pressedAt.size > max && oldest !== undefined) pressedAt.delete(oldest);
    return earlier !== undefined && at - earlier < doubleMs;
  };
}
