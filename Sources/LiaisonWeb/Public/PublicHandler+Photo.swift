import LiaisonCases
import LiaisonCodes
import LiaisonHTTP
import LiaisonPhotos
import LiaisonSystem

extension PublicHandler {
    /// `GET /r/<number>/<query code>/photo/<index>`: a photo of the case, to whoever has its receipt.
    ///
    /// It is as secret as the receipt: the same limits hold, wrong and absent are the same 404, and nobody keeps
    /// a copy on the way.
    func showPhoto(
        _ index: Int, of number: CaseNumber, _ query: QueryCode, _ request: Request, _ responder: Responder
    ) {
        if let seconds = limits?.wait(for: .lookUp(number), from: request.client) {
            return responder.send(tooManyRequests(request, seconds, route: Self.photoRoute))
        }
        readCase(number, query, request, responder) { [self] file in
            do throws(SystemError) {
                responder.send(try photo(index, of: file) ?? noReceipt(request))
            } catch {
                responder.send(
                    problem(.unavailable, .serviceUnavailable, request, route: Self.photoRoute)
                        .with(Self.retryAfter))
            }
        }
    }

    private static let photoRoute: StaticString = "/r/:number/:query/photo/:index"

    private func photo(_ index: Int, of file: CaseFile) throws(SystemError) -> Response? {
        guard file.photos.indices.contains(index - 1) else { return nil }
        let stored = file.photos[index - 1]
        guard let bytes = try site.ledger.photos.read(stored) else { return nil }
        return .photo(
            bytes, stored.photo, named: "\(file.case.number)-\(index)", "inline", route: Self.photoRoute)
    }
}
