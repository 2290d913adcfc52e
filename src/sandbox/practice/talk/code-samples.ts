/** By what a question calls the language; `tag` is what stands behind the fence. */
export type Sample = { name: string; tag: string; pattern: RegExp; text: string }

const typescript: Sample = {
  name: 'TypeScript',
  tag: 'typescript',
  pattern: /\btypescript\b|\bts\b/i,
  text: `
const greet = (name: string): string => \`Hello, \${name}!\`

console.log(greet('Parley'))`,
}

const javascript: Sample = {
  name: 'JavaScript',
  tag: 'javascript',
  pattern: /\bjavascript\b|\bjs\b|\bnode\b/i,
  text: `
const words = 'to be or not to be'.split(' ')

console.log(Object.groupBy(words, (word) => word))`,
}

const python: Sample = {
  name: 'Python',
  tag: 'python',
  pattern: /\bpython\b/i,
  text: `
def fibonacci(count: int) -> list[int]:
    numbers = [0, 1]
    while len(numbers) < count:
        numbers.append(numbers[-1] + numbers[-2])
    return numbers[:count]


print(fibonacci(10))`,
}

const go: Sample = {
  name: 'Go',
  tag: 'go',
  pattern: /\bgo(lang)?\b/i,
  text: `
package main

import "fmt"

func main() {
	words := make(chan string)
	go func() {
		defer close(words)
		for _, word := range []string{"Hello", "from", "Go"} {
			words <- word
		}
	}()
	for word := range words {
		fmt.Println(word)
	}
}`,
}

const rust: Sample = {
  name: 'Rust',
  tag: 'rust',
  pattern: /\brust\b/i,
  text: `
fn main() {
    let sum: u32 = (1..=10).filter(|number| number % 2 == 0).sum();
    println!("The even numbers up to ten make {sum}.");
}`,
}

const sql: Sample = {
  name: 'SQL',
  tag: 'sql',
  pattern: /\bsql\b|\bpostgres\b|\bquery\b/i,
  text: `
SELECT relname AS "table", n_live_tup AS "rows"
FROM pg_stat_user_tables
ORDER BY n_live_tup DESC
LIMIT 10;`,
}

const bash: Sample = {
  name: 'Bash',
  tag: 'bash',
  pattern: /\bbash\b|\bshell\b/i,
  text: `
set -euo pipefail

for file in *.log; do
  printf '%s: %s lines\\n' "$file" "$(wc -l < "$file")"
done`,
}

const yaml: Sample = {
  name: 'YAML',
  tag: 'yaml',
  pattern: /\byaml\b|\bkubernetes\b|\bmanifest\b/i,
  text: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: parley
data:
  parley.yaml: |
    providers:
      priority: [groq, gemini, openai]`,
}

/** The first is for those who don't say which language. */
export const samples: readonly [Sample, ...Sample[]] = [
  typescript,
  javascript,
  python,
  go,
  rust,
  sql,
  bash,
  yaml,
]
