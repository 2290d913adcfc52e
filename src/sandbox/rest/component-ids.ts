type Component = { id?: unknown; components?: unknown; accessory?: unknown; component?: unknown }

/** Discord numbers the components that have no id of their own, in the order in which they are read. */
export const withComponentIds = (components: object[] | null | undefined): object[] => {
  let last = 0
  const numbered = (component: object): object => {
    const { id, ...rest }: Component = component
    last += 1
    const own = typeof id === 'number' && id > 0 ? id : last
    return {
      ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, inside(key, value)])),
      id: own,
    }
  }
  const inside = (key: string, value: unknown) => {
    if (key === 'components' && Array.isArray(value)) return value.map((one: object) => numbered(one))
    const nested = (key === 'accessory' || key === 'component') && typeof value === 'object' && value !== null
    return nested ? numbered(value) : value
  }
  return (components ?? []).map(numbered)
}
