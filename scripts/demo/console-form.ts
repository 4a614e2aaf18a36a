// Saves a record the way an agent does: through the console's own form.

/** @throws Error the console refused the values: with its page */
export async function saveInConsole(origin: string, recordId: string, values: Record<string, string>): Promise<void> {
  const reply = await fetch(`${origin}/console/record/${recordId}`, {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams(values),
    redirect: 'manual',
  });
  if (reply.status !== 302)
    throw new Error(
      `The console refused ${Object.keys(values).join(', ')}: HTTP ${reply.status}\n${await reply.text()}`,
    );
}
