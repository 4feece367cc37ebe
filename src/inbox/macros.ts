import { requireAnswering, requireTeam } from '../access/index.js';
import type { Context } from '../context.js';
import { MacroModel, type Macro } from './macro.model.js';
import { namedList } from './named-lists.js';
import { MacroInput } from './schemas.js';

const macros = namedList<Macro, MacroInput>('macro', MacroModel);
export const { remove: deleteMacro, get: getMacro, list: listMacros } = macros;

/** Saves a macro; InvalidInputError naming a team that there is not, or a person who does not answer. */
export async function addMacro(ctx: Pick<Context, 'clock'>, channelId: string, given: MacroInput): Promise<Macro> {
  return macros.add(ctx, channelId, await checked(given));
}

/** Replaces the steps of a macro. */
export async function putMacro(macroId: string, given: MacroInput): Promise<Macro> {
  return macros.put(macroId, await checked(given));
}

async function checked(given: MacroInput): Promise<MacroInput> {
  const input = MacroInput.parse(given);
  for (const teamId of teamsOfMacro(input)) await requireTeam(teamId, 'actions.teamId');
  for (const action of input.actions)
    if (action.kind === 'assign' && action.staffId !== null) await requireAnswering(action.staffId);
  return input;
}

/** Teams that a macro gives conversations to. */
export const teamsOfMacro = ({ actions }: Pick<MacroInput, 'actions'>): string[] =>
  actions.flatMap((action) => (action.kind === 'team' && action.teamId !== null ? [action.teamId] : []));
