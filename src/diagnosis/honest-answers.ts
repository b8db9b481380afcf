/** The two answers that accuse nobody: it passes when it is done again, and nothing that is known explains it. */
export const healthy = 'healthy';
export const unknown = 'unknown';

export function isHonest(id: string): boolean {
  return id === healthy || id === unknown;
}
