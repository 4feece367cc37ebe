import { findUnknownKeys, nameTeams } from '../access/index.js';
import { InvalidInputError } from '../errors.js';
import { requireKnownStaff } from '../inbox/index.js';
import { NONE, type Filters } from './core/report.js';
import { PROGRAM } from './core/rows-of-day.js';

/** Throws InvalidInputError naming a person, program or team of the filters that there is not and never was. */
export async function requireKnown({ agents = [], teams = [] }: Pick<Filters, 'agents' | 'teams'>): Promise<void> {
  const isProgram = (id: string) => id.startsWith(PROGRAM);
  const people = agents.filter((id) => id !== NONE && !isProgram(id));
  await requireKnownStaff(people, 'agents');
  const keys = agents.filter(isProgram).map((id) => id.slice(PROGRAM.length));
  const [unknownKey] = await findUnknownKeys(keys);
  if (unknownKey !== undefined) refuse('agents', `${PROGRAM}${unknownKey}`, 'there is no such API key');
  const teamIds = teams.filter((id) => id !== NONE);
  const names = teamIds.length > 0 ? await nameTeams(teamIds) : new Map<string, string>();
  const unknownTeam = teamIds.find((id) => !names.has(id));
  if (unknownTeam !== undefined) refuse('teams', unknownTeam, 'there is and was no such team');
}

function refuse(field: string, id: string, why: string): never {
  throw new InvalidInputError('invalid_input', `${field} is ${id}; ${why}.`);
}
