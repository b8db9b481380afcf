export { readHealthBody, type HealthBody } from '#domain/health-body.ts';
