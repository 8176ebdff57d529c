import LiaisonCodes
import LiaisonHTTP

/// Whether a form was sent from a page of ours, as far as the browser says.
enum DeskOrigin {
    /// Whether a request comes from a foreign page.
    ///
    /// Browsers say where a form comes from by `Sec-Fetch-Site` (Fetch Metadata) and by `Origin` (RFC 6454 section 7). As our
    /// pages have no referrer, they send `Origin: null` from these too: that says nothing, and what it leaves open the
    /// forms' own token decides.
    ///
    /// - Parameters:
    ///   - request: What was sent.
    ///   - base: The service's address.
    /// - Returns: Whether the browser says that it is foreign.
    static func isForeign(_ request: Request, _ base: BaseURL) -> Bool {
        if request.headers.string("sec-fetch-site")?.lowercased() == "cross-site" { return true }
        guard let origin = request.headers.string("origin")?.lowercased(), origin != "null" else {
            return false
        }
        if origin == "\(base.scheme)://\(base.authority)" { return false }
        // A trial under another name, or behind a proxy: what the browser takes for this host.
        guard let host = request.headers.string("host")?.lowercased(), !host.isEmpty else { return true }
        return origin != "https://\(host)" && origin != "http://\(host)"
    }
}
