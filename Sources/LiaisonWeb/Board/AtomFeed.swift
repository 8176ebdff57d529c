import LiaisonCodes
import LiaisonDesk
import LiaisonSystem

/// A station's notices as a feed that programs subscribe to: Atom, RFC 4287.
///
/// The same notices always give the same bytes, and an entry keeps its id whatever becomes of its address.
struct AtomFeed {
    /// What the feed is called.
    let title: String
    /// Who speaks: the name of the installation.
    let author: String
    let language: String
    /// The installation's host, without a port (RFC 4151 section 2.1).
    let host: String
    /// The page of the notices.
    let page: String
    /// Where the feed itself is.
    let address: String
    let station: StationID
    /// When anything of it changed last.
    let updated: Timestamp

    /// - Parameters:
    ///   - notices: The notices, the newest first.
    ///   - text: What an entry says.
    /// - Returns: UTF-8.
    func bytes(of notices: [PostedNotice], text: (PostedNotice) -> String) -> [UInt8] {
        var feed: Markup = """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="\(language)">
            <id>tag:\(host),2026:notices/\(station.description)</id>
            <title>\(Self.plain(title))</title>
            <updated>\(updated.rfc3339)</updated>
            <author><name>\(Self.plain(author))</name></author>
            <link rel="self" type="application/atom+xml" href="\(address)"/>
            <link rel="alternate" type="text/html" href="\(page)"/>

            """
        for notice in notices {
            feed += """
                <entry>
                <id>tag:\(host),2026:\(notice.number.description)</id>
                <title>\(Self.plain(notice.title))</title>
                <published>\(notice.at.rfc3339)</published>
                <updated>\(notice.at.rfc3339)</updated>
                <link rel="alternate" type="text/html" href="\(page)#\(notice.number.description)"/>
                <content type="text">\(Self.plain(text(notice)))</content>
                </entry>

                """
        }
        return (feed + "</feed>\n").bytes
    }

    /// A text without what no XML document may have (XML 1.0 section 2.2): control characters, U+FFFE and U+FFFF.
    private static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { scalar in
                    switch scalar.value {
                    case 0x9, 0xA, 0x20...0xFFFD, 0x1_0000...: true
                    default: false
                    }
                }))
    }
}
