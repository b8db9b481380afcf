export { facts, type FactKind, type FactMeaning, type FactName } from '#domain/facts.ts';
