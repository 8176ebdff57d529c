import LiaisonCodes
import LiaisonHTTP
import LiaisonQR
import LiaisonSystem

extension PublicHandler {
    /// `GET /qr/<CODE>.png|svg`: the code's picture, 100 mm wide when printed, cached with an ETag.
    func sendQRCode(
        _ code: Code, _ format: PublicRoute.QRFormat, _ request: Request, _ responder: Responder
    ) {
        let snapshot = site.current
        guard snapshot.roster.isActive(code) else {
            return responder.send(absent(code, snapshot, language(request)))
        }
        let payload = QRPayload(snapshot.baseURL, code)
        // The picture depends on nothing but the payload and the program.
        let tag = "\"\(Hex.string(SHA256.digest(Array("1 \(format.rawValue) \(payload)".utf8)).prefix(8)))\""
        guard let etag = try? Header("ETag", value: tag) else { return responder.send(notFound(request)) }
        if request.headers.string("if-none-match")?.names(tag) == true {
            return responder.send(
                Response(status: .notModified, headers: PageHeaders.picture + [etag], route: "/qr/:code"))
        }
        // To draw it takes a hundred times as long as a page.
        lanes.run(.citizens, for: request.client.lane, request, responder) {
            responder.send(qrCode(payload, format, etag, request))
        }
    }

    private func qrCode(
        _ payload: QRPayload, _ format: PublicRoute.QRFormat, _ etag: Header, _ request: Request
    ) -> Response {
        do throws(QRError) {
            let symbol = try QRSymbol(payload)
            let (type, bytes): (Header, [UInt8]) =
                switch format {
                case .png: (Header("Content-Type", "image/png"), try symbol.png())
                case .svg: (Header("Content-Type", "image/svg+xml"), try symbol.svg())
                }
            return Response(
                status: .ok, headers: PageHeaders.picture + [type, etag], body: bytes, route: "/qr/:code")
        } catch {
            return problem(.internalError, .internalServerError, request, route: "/qr/:code")
        }
    }
}
