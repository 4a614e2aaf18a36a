<?php

// Tells Portway that something happened to an invoice or a service. Place it in WHMCS's includes/hooks/, with
// _portway.config.php beside it. What goes over the wire, and the rules of the outbox: README.md in this folder.
//
// Promise: it prints nothing, throws nothing into WHMCS, sends ids only, and keeps a request at most two seconds longer
// (nothing at all while the receiver is known to be down). What could not be sent waits in the table
// mod_portway_outbox for the next run of WHMCS's cron.

declare(strict_types=1);

namespace Portway;

use Throwable;
use WHMCS\Database\Capsule;

if (!defined('WHMCS')) {
    return;
}

final class InvalidConfig extends \RuntimeException
{
}

final class Hook
{
    /** Hook point => [event type, name of the id, where WHMCS passes it; the first path that holds a number counts]. */
    public const EVENTS = [
        'InvoiceCreated' => ['invoice.created', 'invoiceid', ['invoiceid']],
        'InvoicePaid' => ['invoice.paid', 'invoiceid', ['invoiceid']],
        'InvoiceUnpaid' => ['invoice.unpaid', 'invoiceid', ['invoiceid']],
        'InvoiceRefunded' => ['invoice.refunded', 'invoiceid', ['invoiceid']],
        'InvoiceCancelled' => ['invoice.cancelled', 'invoiceid', ['invoiceid']],
        'AddInvoicePayment' => ['invoice.payment_changed', 'invoiceid', ['invoiceid']],
        // WHMCS documents this one's parameter as "invocieid".
        'AddTransaction' => ['invoice.payment_changed', 'invoiceid', ['invoiceid', 'invocieid']],
        'AfterModuleCreate' => ['service.created', 'serviceid', ['params.serviceid']],
        'AfterModuleSuspend' => ['service.suspended', 'serviceid', ['params.serviceid']],
        'AfterModuleUnsuspend' => ['service.unsuspended', 'serviceid', ['params.serviceid']],
        'AfterModuleTerminate' => ['service.terminated', 'serviceid', ['params.serviceid']],
        'AfterModuleChangePackage' => ['service.changed', 'serviceid', ['params.serviceid']],
        'ServiceEdit' => ['service.changed', 'serviceid', ['serviceid']],
        'CancellationRequest' => ['cancellation.requested', 'serviceid', ['relid']],
    ];

    private const TABLE = 'mod_portway_outbox';
    private const CONNECT_MS = 1000;
    private const TOTAL_MS = 2000;
    /** After an attempt without an answer, requests leave their events to the cron for so long. */
    private const DOWN_SECONDS = 60;
    private const FLUSH_SECONDS = 20;
    private const FLUSH_ROWS = 500;
    private const KEEP_SECONDS = 3 * 86400;
    /** The receiver will not have this very event, now or later; the next one may be welcome. */
    private const REFUSED = [400, 409, 413, 415, 422];

    /** @var array<string, array{id: string, body: string, stored: bool}> events of this request, by what they say */
    private array $waiting = [];
    private bool $sendsAtEnd = false;

    /** @param string $configFile returns ['url' => string, 'secrets' => list<string>] */
    public function __construct(private readonly string $configFile)
    {
    }

    /** Keeps an event in the outbox and sends it when the request ends, when WHMCS has done what it announced. */
    public function happened(string $hookPoint, mixed $vars): void
    {
        [$type, $idName, $paths] = self::EVENTS[$hookPoint];
        $recordId = self::idIn($vars, $paths);
        if ($recordId === 0 || isset($this->waiting["$type/$recordId"])) {
            return;
        }
        $id = self::uuid();
        $event = ['type' => $type, 'timestamp' => gmdate('Y-m-d\TH:i:s\Z'), 'data' => [$idName => $recordId]];
        $body = json_encode($event, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);
        $this->waiting["$type/$recordId"] = ['id' => $id, 'body' => $body, 'stored' => self::store($id, $body)];
        if (!$this->sendsAtEnd) {
            $this->sendsAtEnd = true;
            register_shutdown_function(fn () => self::quietly(fn () => $this->sendWaiting()));
        }
    }

    /** Sends this request's events, two seconds at most, and stops at the first one without an answer. */
    public function sendWaiting(): void
    {
        [$waiting, $this->waiting] = [$this->waiting, []];
        if ($waiting === [] || self::isDown()) {
            return;
        }
        try {
            $config = $this->config();
        } catch (InvalidConfig) {
            return; // The cron says so, once per run instead of once per event.
        }
        $deadline = microtime(true) + self::TOTAL_MS / 1000;
        foreach ($waiting as ['id' => $id, 'body' => $body, 'stored' => $stored]) {
            $status = self::post($config, $id, $body, $deadline);
            if ($stored) {
                self::settle($id, $status);
            }
            if (!self::isAnswered($status)) {
                return;
            }
        }
    }

    /** The cron's part: gives up what is too old, then sends the rest in its order until one is not answered. */
    public function flush(): void
    {
        // They are in the table: sent from there, they need not be sent again when the cron ends.
        $this->waiting = array_filter($this->waiting, fn (array $event) => !$event['stored']);
        if (!Capsule::schema()->hasTable(self::TABLE)) {
            return;
        }
        $tooOld = Capsule::table(self::TABLE)->where('created', '<', time() - self::KEEP_SECONDS)->delete();
        if ($tooOld > 0) {
            self::note("$tooOld event(s) given up after three days; Portway's sweep finds what they announced");
        }
        $rows = Capsule::table(self::TABLE)->orderBy('seq')->limit(self::FLUSH_ROWS)->get();
        if (count($rows) === 0) {
            return;
        }
        $config = $this->config();
        $end = microtime(true) + self::FLUSH_SECONDS;
        foreach ($rows as $row) {
            $deadline = microtime(true) + self::TOTAL_MS / 1000;
            $status = $deadline > $end ? 0 : self::post($config, $row->id, $row->body, $deadline);
            if ($deadline <= $end) {
                self::settle($row->id, $status);
            }
            if (!self::isAnswered($status)) {
                return;
            }
        }
    }

    /** Runs it so that WHMCS notices nothing: no output, no warning, no exception. */
    public static function quietly(callable $do): void
    {
        ob_start();
        set_error_handler(static fn () => true);
        try {
            $do();
        } catch (InvalidConfig $error) {
            self::note($error->getMessage());
        } catch (Throwable $error) {
            self::note(get_class($error) . ' in portway.php, line ' . $error->getLine());
        } finally {
            restore_error_handler();
            ob_end_clean();
        }
    }

    private static function isAnswered(int $status): bool
    {
        return ($status >= 200 && $status < 300) || in_array($status, self::REFUSED, true);
    }

    private static function settle(string $id, int $status): void
    {
        $row = Capsule::table(self::TABLE)->where('id', '=', $id);
        if (!self::isAnswered($status)) {
            $row->update(['down_at' => time()]);
            return;
        }
        $row->delete();
        if (in_array($status, self::REFUSED, true)) {
            self::note("event $id was refused with HTTP $status and given up");
        }
    }

    private static function isDown(): bool
    {
        try {
            return Capsule::table(self::TABLE)->where('down_at', '>', time() - self::DOWN_SECONDS)->exists();
        } catch (Throwable) {
            return false;
        }
    }

    /** @return bool kept; when not, the event is still sent once, without a second chance */
    private static function store(string $id, string $body): bool
    {
        $row = ['id' => $id, 'body' => $body, 'created' => time(), 'down_at' => 0];
        try {
            Capsule::table(self::TABLE)->insert($row);
            return true;
        } catch (Throwable) {
            // Most likely the first event ever: looking for the table before every insert would cost a query each.
        }
        try {
            self::createTable();
            Capsule::table(self::TABLE)->insert($row);
            return true;
        } catch (Throwable $error) {
            self::note('no outbox: ' . get_class($error));
            return false;
        }
    }

    private static function createTable(): void
    {
        if (Capsule::schema()->hasTable(self::TABLE)) {
            return;
        }
        Capsule::schema()->create(self::TABLE, static function ($table): void {
            $table->increments('seq');
            $table->string('id', 36)->unique();
            $table->text('body');
            $table->integer('created')->unsigned()->index();
            $table->integer('down_at')->unsigned()->index();
        });
    }

    /**
     * @param array{url: string, keys: list<string>} $config
     * @return int HTTP status; 0 = no answer in time
     */
    private static function post(array $config, string $id, string $body, float $deadline): int
    {
        $leftMs = (int) (1000 * ($deadline - microtime(true)));
        if ($leftMs < 1) {
            return 0;
        }
        $time = (string) time();
        $curl = curl_init($config['url']);
        curl_setopt_array($curl, [
            CURLOPT_POST => true,
            CURLOPT_POSTFIELDS => $body,
            CURLOPT_HTTPHEADER => [
                'content-type: application/json',
                'user-agent: portway-whmcs-hook/1',
                "webhook-id: $id",
                "webhook-timestamp: $time",
                'webhook-signature: ' . self::signatures($config['keys'], "$id.$time.$body"),
                'expect:',
            ],
            CURLOPT_CONNECTTIMEOUT_MS => min(self::CONNECT_MS, $leftMs),
            CURLOPT_TIMEOUT_MS => $leftMs,
            CURLOPT_NOSIGNAL => true,
            CURLOPT_FOLLOWLOCATION => false,
            CURLOPT_PROTOCOLS => CURLPROTO_HTTP | CURLPROTO_HTTPS,
            CURLOPT_WRITEFUNCTION => static fn ($curl, string $data): int => strlen($data),
        ]);
        $sent = curl_exec($curl);
        return $sent === false ? 0 : (int) curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    }

    /** @param list<string> $keys one signature each, so that the receiver may know either secret while one is replaced */
    private static function signatures(array $keys, string $signed): string
    {
        $sign = static fn (string $key): string => 'v1,' . base64_encode(hash_hmac('sha256', $signed, $key, true));
        return implode(' ', array_map($sign, $keys));
    }

    /**
     * @return array{url: string, keys: list<string>}
     * @throws InvalidConfig naming what is wrong, never a secret
     */
    private function config(): array
    {
        $config = is_file($this->configFile) ? include $this->configFile : null;
        $url = is_array($config) ? ($config['url'] ?? null) : null;
        if (!is_string($url) || preg_match('#^https?://#', $url) !== 1) {
            throw new InvalidConfig('_portway.config.php gives no url: events wait in the outbox');
        }
        $keys = [];
        foreach ((array) ($config['secrets'] ?? []) as $secret) {
            $isOne = is_string($secret) && str_starts_with($secret, 'whsec_');
            $key = $isOne ? base64_decode(substr($secret, 6), true) : false;
            if ($key === false || strlen($key) < 24) {
                throw new InvalidConfig('_portway.config.php has a secret that is not whsec_ and 24 bytes in base64');
            }
            $keys[] = $key;
        }
        if ($keys === []) {
            throw new InvalidConfig('_portway.config.php gives no secret: events wait in the outbox');
        }
        return ['url' => $url, 'keys' => $keys];
    }

    /** @param list<string> $paths dotted */
    private static function idIn(mixed $vars, array $paths): int
    {
        foreach ($paths as $path) {
            $value = $vars;
            foreach (explode('.', $path) as $key) {
                $value = is_array($value) ? ($value[$key] ?? null) : null;
            }
            if (is_numeric($value) && (int) $value > 0) {
                return (int) $value;
            }
        }
        return 0;
    }

    private static function uuid(): string
    {
        $bytes = random_bytes(16);
        $bytes[6] = chr((ord($bytes[6]) & 0x0F) | 0x40);
        $bytes[8] = chr((ord($bytes[8]) & 0x3F) | 0x80);
        return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($bytes), 4));
    }

    /** A line in WHMCS's activity log, where its administrators look. */
    private static function note(string $text): void
    {
        try {
            logActivity("Portway: $text");
        } catch (Throwable) {
            // There is no one left to tell.
        }
    }
}

(static function (): void {
    $hook = new Hook(__DIR__ . '/_portway.config.php');
    foreach (array_keys(Hook::EVENTS) as $hookPoint) {
        add_hook($hookPoint, 50, static function ($vars = []) use ($hook, $hookPoint): void {
            Hook::quietly(static fn () => $hook->happened($hookPoint, $vars));
        });
    }
    add_hook('AfterCronJob', 50, static function () use ($hook): void {
        Hook::quietly(static fn () => $hook->flush());
    });
})();
