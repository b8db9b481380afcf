import type { Place } from '#domain/actor.ts';
import { type Alarm, type Incident, isOpen } from '#domain/incident.ts';
import { newIncident } from '#state/new-incident.ts';
import type { IncidentFilter, IncidentStore } from '#state/watch.ts';
import type { Disk } from '../disk.ts';
import { Listeners } from '../listeners.ts';
import { Turns } from '../turns.ts';
import type { IncidentLine } from './record-kinds.ts';
import type { WatchRecords } from './watch-records.ts';

type Opened = Awaited<ReturnType<IncidentStore['open']>>;

export class JsonIncidents implements IncidentStore {
  readonly #disk: Disk;
  readonly #records: WatchRecords<Incident, IncidentLine>;
  readonly #listeners = new Listeners();
  readonly #turns = new Turns();

  constructor(disk: Disk, records: WatchRecords<Incident, IncidentLine>) {
    this.#disk = disk;
    this.#records = records;
  }

  open(alarm: Alarm, place: Place | undefined): Promise<Opened> {
    return this.#disk.writes.run(() => this.#turns.take(alarm.key, () => this.#openOne(alarm, place)));
  }

  async change(id: string, change: (incident: Incident) => Incident): Promise<Incident> {
    const { before, after } = await this.#disk.writes.run(() => this.#records.change(id, change));
    if (before !== after) this.#listeners.tell(id);
    return after;
  }

  get(id: string): Promise<Incident | undefined> {
    return this.#records.get(id);
  }

  list(filter: IncidentFilter): Promise<readonly Incident[]> {
    const ids = this.#idsOf((line) => matches(line, filter)).toReversed();
    return this.#records.getAll(ids.slice(0, filter.limit));
  }

  unfinished(): Promise<readonly Incident[]> {
    return this.#records.getAll(this.#idsOf((line) => line.isUnfinished));
  }

  subscribe(listener: (id: string) => void): () => void {
    return this.#listeners.subscribe(listener);
  }

  async #openOne(alarm: Alarm, place: Place | undefined): Promise<Opened> {
    const [open] = this.#idsOf((line) => isOpen(line) && line.key === alarm.key);
    const found = open === undefined ? undefined : await this.#records.get(open);
    if (found !== undefined) return { incident: found, added: false };
    const incident = await this.#records.add((id) => newIncident(id, alarm, place));
    this.#listeners.tell(incident.id);
    return { incident, added: true };
  }

  #idsOf(fits: (line: IncidentLine) => boolean): readonly string[] {
    return [...this.#records.lines()].flatMap(([id, line]) => (fits(line) ? [id] : []));
  }
}

export function matches(line: IncidentLine, { environment, states, since }: IncidentFilter): boolean {
  if (environment !== undefined && line.environment !== environment) return false;
  if (states !== undefined && !states.includes(line.state)) return false;
  return since === undefined || Date.parse(line.resolvedAt ?? line.triggeredAt) >= Date.parse(since);
}
