import * as fc from 'fast-check'

/** `fc.assert` for a property that is not asynchronous: its overload returns nothing, but a linter sees a promise. */
export function holds<Values>(property: fc.IProperty<Values>, parameters?: fc.Parameters<Values>): void {
  void fc.assert(property, parameters)
}
