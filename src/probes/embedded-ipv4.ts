export interface EmbeddedIpv4 {
  readonly address: string;
  /** Completes "… is …": `the mapped form`. */
  readonly form: string;
  /** Packets to it go to the IPv4 address, wherever that is: it is as public as that one. */
  readonly isRouted: boolean;
}

/** The eight groups of a valid IPv6 address without a zone. */
export function toGroups(address: string): readonly number[] {
  const [head = '', tail] = withoutDots(address).split('::');
  const before = groupsIn(head);
  if (tail === undefined) return before;
  const after = groupsIn(tail);
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

/** The IPv4 address that an IPv6 address stands for or tunnels to; undefined where there is none. */
export function embeddedIpv4(groups: readonly number[]): EmbeddedIpv4 | undefined {
  const [first = 0, second = 0, third = 0, , fifth = 0, sixth = 0, seventh = 0, eighth = 0] = groups;
  const last = dotted(seventh, eighth);
  const zeroes = groups.findIndex((group) => group !== 0);
  if (zeroes === 5 && sixth === 0xffff) return { address: last, form: 'the mapped form', isRouted: true };
  if (zeroes === 4 && fifth === 0xffff && sixth === 0) return tunnel(last, 'the translated form');
  if (zeroes >= 6 && (seventh !== 0 || eighth > 1)) return tunnel(last, 'the compatible form');
  if (first === 0x64 && second === 0xff9b) {
    const isWellKnown = groups.slice(2, 6).every((group) => group === 0);
    return { address: last, form: 'the NAT64 form', isRouted: isWellKnown };
  }
  if (first === 0x2002) return tunnel(dotted(second, third), 'the 6to4 form');
  if (first === 0x2001 && second === 0) {
    return tunnel(dotted(seventh ^ 0xffff, eighth ^ 0xffff), 'the Teredo form');
  }
  if ((fifth === 0 || fifth === 0x200) && sixth === 0x5efe) return tunnel(last, 'the ISATAP form');
  return undefined;
}

function tunnel(address: string, form: string): EmbeddedIpv4 {
  return { address, form, isRouted: false };
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

/** `::ffff:10.0.0.1` as `::ffff:a00:1`. */
function withoutDots(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/u, (_dots, ...parts: readonly string[]) => {
    const [one = 0, two = 0, three = 0, four = 0] = parts.slice(0, 4).map(Number);
    return `${(one * 256 + two).toString(16)}:${(three * 256 + four).toString(16)}`;
  });
}

function groupsIn(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => parseInt(group, 16));
}
