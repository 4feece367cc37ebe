import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Prometheus metrics of this process. */
export function createMetrics({
  queueCounts,
  openStreams,
}: {
  queueCounts(): Promise<Record<string, Record<string, number>>>;
  openStreams(): number;
}) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'lifeline_http_request_seconds',
    help: 'Time to answer a request, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2],
    registers: [registry],
  });
  const jobs = new Counter({
    name: 'lifeline_jobs_total',
    help: 'Jobs run, by name and outcome.',
    labelNames: ['job', 'outcome'],
    registers: [registry],
  });
  const queueJobs = new Gauge({
    name: 'lifeline_queue_jobs',
    help: 'Jobs in the queue, by name and state.',
    labelNames: ['job', 'state'],
    registers: [],
    async collect() {
      this.reset();
      for (const [job, states] of Object.entries(await queueCounts().catch(() => ({})))) {
        for (const [state, count] of Object.entries(states)) this.set({ job, state }, count);
      }
    },
  });
  registry.registerMetric(queueJobs);
  const streams = new Gauge({
    name: 'lifeline_open_streams',
    help: 'Consoles that listen to this process.',
    registers: [],
    collect() {
      this.set(openStreams());
    },
  });
  registry.registerMetric(streams);
  const observe: RequestHandler = (req, res, next) => {
    const stop = requests.startTimer();
    // The route's pattern, never the path: ids would make a new series each.
    res.on('finish', () => {
      // How long somebody listens is no time to answer.
      if (res.get('content-type')?.startsWith('text/event-stream')) return;
      stop({ method: req.method, route: String(req.route?.path ?? 'unknown'), status: res.statusCode });
    });
    next();
  };
  return { registry, observe, countJob: (job: string, outcome: 'done' | 'failed') => jobs.inc({ job, outcome }) };
}
