<?php

// Copy to includes/hooks/_portway.config.php in WHMCS. The leading underscore keeps WHMCS from loading it as a hook.

if (!defined('WHMCS')) {
    return null;
}

return [
    // Where Portway's middleware listens for WHMCS.
    'url' => 'https://portway.example.com/webhooks/whmcs',
    // One secret, or two while one is being replaced: every event is signed with each of them. Make one with
    //   php -r 'echo "whsec_", base64_encode(random_bytes(32)), "\n";'
    'secrets' => [],
];
