/** Which message an event calls for. Pure: what is shown depends on these arguments alone. */

/** The best of the messages that wait for the event: most priority first, then the one placed first; null for none. */
export function chosen(messages, event, properties, now, shown = new Map()) {
  const due = messages.filter(
    (each) =>
      each.trigger?.event === event &&
      (each.trigger.where ?? []).every((condition) => holds(condition, properties)) &&
      now < Date.parse(each.valid_until) &&
      (each.times_left == null || (shown.get(each.message_id) ?? 0) < each.times_left),
  );
  return due.sort((a, b) => b.priority - a.priority || a.placed_at.localeCompare(b.placed_at))[0] ?? null;
}

/** Whether a property of the event is as the condition wants it. One that is missing holds nothing. */
export function holds({ property, one_of, at_least, at_most }, properties) {
  if (!Object.hasOwn(properties, property)) return false;
  const value = properties[property];
  if (one_of && !one_of.includes(value)) return false;
  if (at_least != null && !(typeof value === "number" && value >= at_least)) return false;
  return at_most == null || (typeof value === "number" && value <= at_most);
}
