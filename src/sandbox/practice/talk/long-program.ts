/** Over 2,000 characters, so that a bot on Discord has to split it. */
export const longProgram = String.raw`type Token = { is: 'number'; value: number } | { is: 'sign'; sign: string }

type Tree =
  | { is: 'number'; value: number }
  | { is: 'negation'; of: Tree }
  | { is: 'operation'; sign: string; left: Tree; right: Tree }

// How tightly the operators bind: 2 + 3 * 4 is 14, and 2 ^ 3 ^ 2 is 512.
const strength: Record<string, number> = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2, '^': 3 }

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let rest = text.trimStart()
  while (rest !== '') {
    const number = /^\d+(\.\d+)?/.exec(rest)?.[0]
    const sign = /^[-+*/%^()]/.exec(rest)?.[0]
    if (number !== undefined) tokens.push({ is: 'number', value: Number(number) })
    else if (sign !== undefined) tokens.push({ is: 'sign', sign })
    else throw new SyntaxError('I cannot read "' + rest + '"')
    rest = rest.slice((number ?? sign ?? '').length).trimStart()
  }
  return tokens
}

function parse(tokens: Token[]): Tree {
  let position = 0

  function sign(): string | undefined {
    const token = tokens[position]
    return token?.is === 'sign' ? token.sign : undefined
  }

  function expect(wanted: string): void {
    if (sign() !== wanted) throw new SyntaxError('Here should be a "' + wanted + '"')
    position += 1
  }

  function operand(): Tree {
    const token = tokens[position]
    if (token === undefined) throw new SyntaxError('Something is missing at the end')
    position += 1
    if (token.is === 'number') return token
    if (token.sign === '-') return { is: 'negation', of: expression(3) }
    if (token.sign !== '(') throw new SyntaxError('"' + token.sign + '" is in the wrong place')
    const inner = expression(1)
    expect(')')
    return inner
  }

  function expression(weakest: number): Tree {
    let left = operand()
    for (;;) {
      const next = sign()
      const binds = next === undefined ? undefined : strength[next]
      if (next === undefined || binds === undefined || binds < weakest) return left
      position += 1
      const right = expression(next === '^' ? binds : binds + 1)
      left = { is: 'operation', sign: next, left, right }
    }
  }

  const tree = expression(1)
  if (position < tokens.length) throw new SyntaxError('There is something left over')
  return tree
}

function evaluate(tree: Tree): number {
  if (tree.is === 'number') return tree.value
  if (tree.is === 'negation') return -evaluate(tree.of)
  const left = evaluate(tree.left)
  const right = evaluate(tree.right)
  switch (tree.sign) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
    default:
      return left ** right
  }
}

try {
  console.log(evaluate(parse(tokenize(process.argv.slice(2).join(' ')))))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}`
