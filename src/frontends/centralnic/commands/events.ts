import { ServiceError } from '../../../core/index.ts'
import {
  type CommandParameters,
  compilePattern,
  formatDate,
  formatDateFraction,
  listProperties,
  parseDate,
  Properties,
  type PropertySource,
} from '../../../protocols/centralnic/index.ts'
import type { EventFilter, EventType } from '../../../storage/index.ts'
import type { Call, CentralnicContext, Command } from '../command.ts'
import { CommandError } from '../errors.ts'
import { eventNames, objectIds } from '../event-names.ts'
import { flag, integer, required, word } from '../read-parameters.ts'
import { nothingToPrint } from '../recover-certificate.ts'

/** Reference section 3.1: without WIDE the ids alone. */
export const queryEventList: Command = {
  name: 'QueryEventList',
  parameters: [
    'class',
    'subclass',
    'history',
    'showall',
    'wide',
    'first',
    'limit',
    'mindate',
    'maxdate',
    'order',
    'orderby',
    'includesub',
  ].map((name) => ({ name })),
  async run({ reader }, { caller, parameters }) {
    const filter: EventFilter = {
      accountId: caller.accountId,
      ...typesOf(parameters),
      deleted: flag(parameters, 'showall') === true ? 'both' : flag(parameters, 'history') === true ? 'only' : 'no',
      ...bound(parameters, 'mindate', 'from', 'start'),
      ...bound(parameters, 'maxdate', 'until', 'end'),
      orderBy: orderColumns[word(parameters, 'orderby', orderWords) ?? 'EVENT'],
      descending: word(parameters, 'order', ['ASC', 'DESC']) === 'DESC',
      first: integer(parameters, 'first', 0, 1_000_000_000),
      limit: integer(parameters, 'limit', defaultLimit, maximumLimit),
    }
    flag(parameters, 'includesub')
    const { events, total } = await reader.events.list(filter)
    const window = { first: filter.first, limit: filter.limit, total }
    if (flag(parameters, 'wide') !== true) {
      return listProperties({ columns: ['event'], rows: events.map(({ id }) => [id]), ...window })
    }
    const columns = ['event', 'eventclass', 'eventsubclass', 'object id', 'event date']
    const orderIds = new Set(events.map(({ orderId }) => orderId))
    const classes = await reader.orders.classesOf(caller.accountId, [...orderIds])
    const rows = events.map((event) => {
      const { eventClass, subclass } = eventNames(event)
      const { certificate } = objectIds(event, classes)
      return [event.id, eventClass, subclass, certificate, formatDate(event.createdAt)]
    })
    return listProperties({ columns, rows, ...window })
  },
}

const defaultLimit = 1_000
const maximumLimit = 10_000
const orderWords = ['EVENT', 'CLASS', 'SUBCLASS', 'OBJECTID', 'DATE', 'EVENTDATE'] as const
const orderColumns = {
  EVENT: 'id',
  CLASS: 'type',
  SUBCLASS: 'type',
  OBJECTID: 'object',
  // Numbers are given in the order of time.
  DATE: 'id',
  EVENTDATE: 'id',
} as const satisfies Record<(typeof orderWords)[number], EventFilter['orderBy']>

/** Reference section 3.1: DATA lines are `key:value`, INFO is percent-encoded with lower-case hex, the date ends in `.0`. */
export const statusEvent: Command = {
  name: 'StatusEvent',
  parameters: [{ name: 'event' }, { name: 'history' }],
  run: printEvent,
}

export const deleteEvent: Command = {
  name: 'DeleteEvent',
  recover: nothingToPrint,
  parameters: [{ name: 'event' }],
  async run({ registration }, { caller, parameters }) {
    await registration.deleteEvent(caller, { eventId: eventNumber(parameters) })
    return undefined
  },
}

async function printEvent({ reader }: CentralnicContext, { caller, parameters }: Call): Promise<PropertySource> {
  const event = await reader.events.byId(caller.accountId, eventNumber(parameters))
  const history = flag(parameters, 'history') === true
  if (event === undefined || (event.deletedAt !== null) !== history) {
    throw new ServiceError('notFound', 'no such event', { field: 'event' })
  }
  const { eventClass, subclass } = eventNames(event)
  const { certificate, order } = objectIds(event, await reader.orders.classesOf(caller.accountId, [event.orderId]))
  return new Properties()
    .add('class', eventClass)
    .add('data', [`certificate:${certificate}`, `certificateorder:${order}`])
    .add('date', formatDateFraction(event.createdAt))
    .add('info', percentEncoded(event.info))
    .add('object id', certificate)
    .add('subclass', subclass)
}

function eventNumber(parameters: CommandParameters): number {
  const value = required(parameters, 'event')
  if (!/^\d{1,15}$/.test(value)) throw new CommandError(505, 'EVENT: a whole number is expected')
  return Number(value)
}

/** CLASS and SUBCLASS are patterns over the few names there are, so they become a list of types. */
function typesOf(parameters: CommandParameters): { readonly types?: readonly EventType[] } {
  const eventClass = parameters.text('class')
  const subclass = parameters.text('subclass')
  if (eventClass === undefined && subclass === undefined) return {}
  const matchesClass = compilePattern(eventClass ?? '*')
  const matchesSubclass = compilePattern(subclass ?? '*')
  const kinds = ['request', 'reissue', 'renew', 'close'] as const
  const all = kinds.flatMap((kind) => [{ kind, outcome: 'successful' } as const, { kind, outcome: 'failed' } as const])
  return {
    types: all.filter((type) => {
      const names = eventNames(type)
      return matchesClass.matches(names.eventClass) && matchesSubclass.matches(names.subclass)
    }),
  }
}

function bound<K extends 'from' | 'until'>(
  parameters: CommandParameters,
  name: string,
  key: K,
  edge: 'start' | 'end',
): { readonly [P in K]?: number } {
  const text = parameters.text(name)
  if (text === undefined) return {}
  const instant = parseDate(text, edge)
  if (instant === undefined) throw new CommandError(505, `${name.toUpperCase()}: a date such as 2026-03-15 is expected`)
  return { [key]: instant } as { readonly [P in K]?: number }
}

function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())
}
