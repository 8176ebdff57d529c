/// How much one IPv4 address or IPv6 /64 may ask for in an hour.
///
/// A village behind one address, or the customers of a mobile network, must never notice it; only a machine does.
package struct RateAllowance: Equatable, Sendable {
    /// Messages, and additions to them.
    package private(set) var messages = 900
    /// Look-ups of receipts by number and query code.
    package private(set) var lookUps = 1200
    /// MiB of photos from it, and from everybody together.
    package private(set) var photos = 500
    package private(set) var allPhotos = 4000

    /// The usual figures.
    package init() {}

    /// Reads `on`, or figures such as `messages 600, photos 1000`; what isn't named stays as usual.
    package init?(_ text: String) {
        if text == "on" { return }
        let parts = text.split(whereSeparator: { $0 == "," || $0 == "，" })
        if parts.isEmpty { return nil }
        for part in parts {
            let words = part.split(whereSeparator: \.isWhitespace)
            guard words.count == 2, let figure = Int(words[1]), (1...1_000_000).contains(figure) else {
                return nil
            }
            switch words[0] {
            case "messages": messages = figure
            case "lookups": lookUps = figure
            case "photos": photos = figure
            case "photos-in-all": allPhotos = figure
            default: return nil
            }
        }
    }
}

extension Configuration {
    /// What one address may ask for; nothing when that isn't limited.
    package var rateAllowance: RateAllowance? {
        self[.rateLimit] == "off" ? nil : RateAllowance(self[.rateLimit])
    }
}
