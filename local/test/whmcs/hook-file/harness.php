<?php

// Plays WHMCS for portway.php: add_hook, logActivity and as much of Capsule as the hook file uses, with its rows in a file
// so that they outlive the process. Reads a script from standard input:
//   {"hookFile", "rowsFile", "fire": [[hook point, variables], …], "database": "works" | "broken", "prints": bool}
// and prints, after the hook file's shutdown work, one line of JSON: {"log": [...], "output": "...", "hooks": [...]}.

declare(strict_types=1);

namespace WHMCS\Database {
    final class Rows
    {
        /** @var list<array{0: string, 1: string, 2: mixed}> */
        private array $wheres = [];
        private ?string $orderBy = null;
        private int $limit = PHP_INT_MAX;

        public function where(string $column, string $operator, mixed $value): self
        {
            $this->wheres[] = [$column, $operator, $value];
            return $this;
        }

        public function orderBy(string $column): self
        {
            $this->orderBy = $column;
            return $this;
        }

        public function limit(int $limit): self
        {
            $this->limit = $limit;
            return $this;
        }

        /** @return list<object> */
        public function get(): array
        {
            $found = array_values(array_filter(Capsule::read(), $this->matches(...)));
            if ($this->orderBy !== null) {
                usort($found, fn ($a, $b) => $a[$this->orderBy] <=> $b[$this->orderBy]);
            }
            return array_map(fn ($row) => (object) $row, array_slice($found, 0, $this->limit));
        }

        public function exists(): bool
        {
            return $this->get() !== [];
        }

        public function insert(array $row): bool
        {
            $rows = Capsule::read();
            $seq = $rows === [] ? 1 : max(array_column($rows, 'seq')) + 1;
            Capsule::write([...$rows, ['seq' => $seq, ...$row]]);
            return true;
        }

        public function update(array $values): int
        {
            $rows = Capsule::read();
            Capsule::write(array_map(fn ($row) => $this->matches($row) ? [...$row, ...$values] : $row, $rows));
            return count($rows);
        }

        public function delete(): int
        {
            $rows = Capsule::read();
            $kept = array_values(array_filter($rows, fn ($row) => !$this->matches($row)));
            Capsule::write($kept);
            return count($rows) - count($kept);
        }

        private function matches(array $row): bool
        {
            foreach ($this->wheres as [$column, $operator, $value]) {
                $holds = match ($operator) {
                    '=' => $row[$column] === $value,
                    '<' => $row[$column] < $value,
                    '>' => $row[$column] > $value,
                };
                if (!$holds) {
                    return false;
                }
            }
            return true;
        }
    }

    final class Column
    {
        public function __call(string $name, array $arguments): self
        {
            return $this;
        }
    }

    final class Blueprint
    {
        public array $columns = [];

        public function __call(string $name, array $arguments): Column
        {
            $this->columns[] = $arguments[0];
            return new Column();
        }
    }

    final class Schema
    {
        public function hasTable(string $name): bool
        {
            return is_file(Capsule::$file);
        }

        public function create(string $name, callable $define): void
        {
            $blueprint = new Blueprint();
            $define($blueprint);
            if ($blueprint->columns !== ['seq', 'id', 'body', 'created', 'down_at']) {
                throw new \RuntimeException('other columns than the rows have');
            }
            Capsule::write([]);
        }
    }

    final class Capsule
    {
        public static string $file = '';
        public static bool $isBroken = false;

        public static function table(string $name): Rows
        {
            self::check();
            if ($name !== 'mod_portway_outbox') {
                throw new \RuntimeException("a table that is not ours: $name");
            }
            return new Rows();
        }

        public static function schema(): Schema
        {
            self::check();
            return new Schema();
        }

        public static function read(): array
        {
            if (!is_file(self::$file)) {
                throw new \RuntimeException('no such table');
            }
            return json_decode(file_get_contents(self::$file), true);
        }

        public static function write(array $rows): void
        {
            file_put_contents(self::$file, json_encode($rows));
        }

        private static function check(): void
        {
            if (self::$isBroken) {
                throw new \RuntimeException('the database has gone away');
            }
        }
    }
}

namespace {
    use WHMCS\Database\Capsule;

    ini_set('display_errors', '1');
    error_reporting(E_ALL);
    define('WHMCS', true);

    $hooks = [];
    $log = [];

    function add_hook(string $point, int $priority, callable $do): void
    {
        $GLOBALS['hooks'][$point][] = $do;
    }

    function logActivity(string $text): void
    {
        $GLOBALS['log'][] = $text;
    }

    $script = json_decode(stream_get_contents(STDIN), true, 512, JSON_THROW_ON_ERROR);
    Capsule::$file = $script['rowsFile'];
    Capsule::$isBroken = $script['database'] === 'broken';

    ob_start();
    // Registered before the hook file's own, it would run first: a shutdown function that registers another runs that last.
    register_shutdown_function(static function (): void {
        register_shutdown_function(static function (): void {
            $output = ob_get_clean();
            $hooks = array_keys($GLOBALS['hooks']);
            fwrite(STDOUT, json_encode(['log' => $GLOBALS['log'], 'output' => $output, 'hooks' => $hooks]) . "\n");
        });
    });
    require $script['hookFile'];
    foreach ($script['fire'] as [$point, $vars]) {
        foreach ($hooks[$point] ?? [] as $do) {
            $given = $do($vars);
            if ($given !== null) {
                echo "$point gave something back";
            }
        }
    }
}
