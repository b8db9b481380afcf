/** The value of `TENELEVEN_RUN` in every process of a run: the data folder's instance, then the run. */
export function runMarker(instance: string, runId: string): string {
  return `${instance}/${runId}`;
}
