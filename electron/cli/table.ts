/** Rows as aligned columns; numbers (`align: 'right'`) end at the same place. The last column is not padded. */
export function formatTable(rows: readonly (readonly string[])[], columns: readonly ('left' | 'right')[], indent = '  '): string {
  const widths = columns.map((_, column) => Math.max(0, ...rows.map((row) => (row[column] ?? '').length)))
  return rows
    .map((row) =>
      `${indent}${columns
        .map((align, column) => {
          const cell = row[column] ?? ''
          const width = widths[column] ?? 0
          return align === 'right' ? cell.padStart(width) : cell.padEnd(width)
        })
        .join('  ')}`.trimEnd(),
    )
    .join('\n')
}
