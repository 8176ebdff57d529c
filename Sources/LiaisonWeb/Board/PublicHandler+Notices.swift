import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

extension PublicHandler {
    /// `GET /<CODE>/notices`: the notices of a station, or of the station of a deputy.
    ///
    /// A code that isn't in use has the answer that its form has.
    func sendNotices(_ code: Code, _ request: Request, _ responder: Responder) {
        let snapshot = site.current
        let language = language(request)
        guard let station = stationInUse(code, snapshot) else {
            return responder.send(absent(code, snapshot, language))
        }
        // Thirty notices of five thousand characters take as long as many pages.
        lanes.run(.citizens, for: request.client.lane, request, responder) {
            let page = NoticesPage(
                site: snapshot.identity, language: language, code: code, station: station.name)
            responder.send(.page(.ok, page.render(shown(at: station)), route: "/:code/notices"))
        }
    }

    /// `GET /<CODE>/feed.atom`: the same for programs, with an ETag.
    func sendFeed(_ code: Code, _ request: Request, _ responder: Responder) {
        let snapshot = site.current
        guard let station = stationInUse(code, snapshot) else {
            return responder.send(absent(code, snapshot, language(request)))
        }
        lanes.run(.citizens, for: request.client.lane, request, responder) {
            responder.send(feed(of: station, code, snapshot, request))
        }
    }

    private func feed(
        of station: Station, _ code: Code, _ snapshot: SiteSnapshot, _ request: Request
    ) -> Response {
        let language = language(request)
        let words = language.words
        let address = "\(snapshot.baseURL)/\(code)"
        let feed = AtomFeed(
            title: words("notices.title", ["station": station.name]), author: snapshot.identity.name,
            language: language.language.rawValue, host: snapshot.baseURL.host,
            page: language.link("\(address)/notices"),
            address: language.link("\(address)/feed.atom"), station: station.id,
            updated: site.boards.board(of: station.id)?.changed ?? .unknown)
        let bytes = feed.bytes(of: shown(at: station)) { notice in
            let day = notice.activity.map { words("notices.activity", ["date": words.date($0)]) }
            return [day, notice.text].compactMap(\.self).joined(separator: "\n")
        }
        return .revalidated(bytes, PageHeaders.feed, request, route: "/:code/feed.atom")
            ?? notFound(request)
    }

    /// The station of a code that is in use.
    func stationInUse(_ code: Code, _ snapshot: SiteSnapshot) -> Station? {
        guard case .active(let holder) = snapshot.roster.state(of: code),
            let station = snapshot.roster.station(holder.station), station.status == .active
        else { return nil }
        return station
    }

    /// What a station announces today.
    private func shown(at station: Station) -> [PostedNotice] {
        site.boards.board(of: station.id)?.shown(on: site.today) ?? []
    }
}

extension Timestamp {
    /// What a feed says that has never had an entry: it must say something (RFC 4287 section 4.1.1).
    fileprivate static let unknown = BeijingTime.start(of: CivilDate(daysSince1970: 10_957))
}

extension Response {
    /// An answer that programs fetch again and again: 304 to whoever has it already (RFC 9110 section 13.1.2).
    ///
    /// - Parameters:
    ///   - bytes: The content.
    ///   - headers: Its header fields but the ETag.
    ///   - request: Whose If-None-Match is asked.
    ///   - route: The label for log and metrics.
    /// - Returns: The answer.
    static func revalidated(
        _ bytes: [UInt8], _ headers: [Header], _ request: Request, route: StaticString
    ) -> Response? {
        let tag = "\"\(Hex.string(SHA256.digest(bytes).prefix(8)))\""
        guard let etag = try? Header("ETag", value: tag) else { return nil }
        if request.headers.string("if-none-match")?.names(tag) == true {
            return Response(status: .notModified, headers: headers + [etag], route: route)
        }
        return Response(status: .ok, headers: headers + [etag], body: bytes, route: route)
    }
}
