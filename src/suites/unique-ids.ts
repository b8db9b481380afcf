/** Gives each text once as it is; a text that was given before gets ` #2`, ` #3`, … behind it. */
export function createUniqueIds(): (id: string) => string {
  const given = new Map<string, number>();
  return (id) => {
    const wanted = id === '' ? '(no name)' : id;
    let count = (given.get(wanted) ?? 0) + 1;
    let unique = count === 1 ? wanted : `${wanted} #${count}`;
    while (count > 1 && given.has(unique)) unique = `${wanted} #${(count += 1)}`;
    given.set(wanted, count);
    if (unique !== wanted) given.set(unique, 1);
    return unique;
  };
}
