const formatter = (options) => new Intl.DateTimeFormat('en', options);
const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
const monthDay = formatter({ month: 'long', day: 'numeric' });
const weekdayMonthDay = formatter({ weekday: 'long', month: 'long', day: 'numeric' });
const long = formatter({ weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' });
const medium = formatter({ month: 'long', day: 'numeric', year: 'numeric' });
const short = formatter({ month: 'short', day: 'numeric', year: 'numeric' });
const numeric = formatter({ year: 'numeric', month: '2-digit', day: '2-digit' });
const dayMs = 86_400_000;

/** A message's `ts` (seconds, with a fraction) as a date. */
export function dateOf(ts) {
  return new Date(Number.parseFloat(ts) * 1_000);
}

export function timeOfDay(at) {
  return clock.format(at);
}

export function fullTime(at) {
  return `${long.format(at)} at ${clockWithSeconds.format(at)}`;
}

/** `Today`, `Yesterday`, or the weekday and date. */
export function dayName(at, now = new Date()) {
  return (
    relativeDay(at, now) ?? (now.getTime() - at.getTime() < 300 * dayMs ? weekdayMonthDay.format(at) : long.format(at))
  );
}

export function dayKey(at) {
  return `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;
}

/** `just now`, `3 minutes ago`, `today at 14:05`. */
export function ago(at, now = new Date()) {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} minute${minutes === 1 ? '' : 's'} ago`;
  const day = relativeDay(at, now)?.toLowerCase() ?? monthDay.format(at);
  return `${day} at ${clock.format(at)}`;
}

function relativeDay(at, now) {
  if (dayKey(at) === dayKey(now)) return 'Today';
  return dayKey(at) === dayKey(new Date(now.getTime() - dayMs)) ? 'Yesterday' : undefined;
}

const tokens = {
  date: (at) => medium.format(at),
  date_num: (at) => numeric.format(at),
  date_slash: (at) => numeric.format(at),
  date_short: (at) => short.format(at),
  date_long: (at) => long.format(at),
  date_pretty: (at) => relativeDay(at, new Date()) ?? medium.format(at),
  date_short_pretty: (at) => relativeDay(at, new Date()) ?? short.format(at),
  date_long_pretty: (at) => relativeDay(at, new Date()) ?? long.format(at),
  time: (at) => clock.format(at),
  time_secs: (at) => clockWithSeconds.format(at),
  ago: (at) => ago(at),
};

/** Slack's date format: `{date_short_pretty} at {time}`; unknown tokens stay as they are. */
export function formatDate(at, format) {
  return format.replaceAll(/\{([a-z_]+)\}/gu, (whole, name) =>
    Object.hasOwn(tokens, name) ? tokens[name](at) : whole,
  );
}
