import Foundation
import FoundationNetworking
import LiaisonClient
import Synchronization

/// Speaks https through URLSession, the TLS client of the Swift toolchain.
///
/// No cookies, no cache, no redirects, no credentials from elsewhere: one request, one answer. This is the only file
/// of Liaison that imports FoundationNetworking.
struct URLSessionTransport: Transport {
    private let session: URLSession

    /// - Parameter timeoutSeconds: How long the server may stay silent.
    init(timeoutSeconds: TimeInterval = 20) {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = timeoutSeconds
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.httpMaximumConnectionsPerHost = 1
        session = URLSession(configuration: configuration, delegate: RedirectRefusal(), delegateQueue: nil)
    }

    func send(_ request: ClientRequest) throws(ClientError) -> ClientResponse {
        let host = request.server.authority
        guard let url = URL(string: "https://\(host)\(request.server.path)\(request.target)") else {
            throw .badURL(request.server.description)
        }
        var message = URLRequest(url: url)
        message.httpMethod = request.method.rawValue
        for field in request.fields { message.setValue(field.value, forHTTPHeaderField: field.name) }
        if request.method.hasContent { message.httpBody = Data(request.body) }
        let outcome = Mutex<Result<ClientResponse, ClientError>>(.failure(.torn(host: host)))
        let isOver = DispatchSemaphore(value: 0)
        let task = session.dataTask(with: message) { data, response, error in
            let result = Self.result(data, response, error, request)
            outcome.withLock { $0 = result }
            isOver.signal()
        }
        task.resume()
        isOver.wait()
        return try outcome.withLock { $0 }.get()
    }

    private static func result(
        _ data: Data?, _ response: URLResponse?, _ error: (any Error)?, _ request: ClientRequest
    ) -> Result<ClientResponse, ClientError> {
        let host = request.server.authority
        if let error { return .failure(clientError(error, host: host)) }
        guard let response = response as? HTTPURLResponse else {
            return .failure(.malformed(host: host, reason: "no HTTP answer"))
        }
        let body = [UInt8](data ?? Data())
        if body.count > request.answerLimit {
            return .failure(.malformed(host: host, reason: "body too long"))
        }
        let fields = response.allHeaderFields.compactMap { name, value -> (name: String, value: String)? in
            guard let name = name as? String, let value = value as? String else { return nil }
            return (name.lowercased(), value)
        }
        return .success(ClientResponse(status: response.statusCode, fields: fields, body: body))
    }

    private static func clientError(_ error: any Error, host: String) -> ClientError {
        let reason = error.localizedDescription
        guard let error = error as? URLError else { return .broken(host: host, reason: reason) }
        switch error.code {
        case .timedOut: return .timedOut(host: host)
        case .cannotFindHost, .dnsLookupFailed: return .unknownHost(host)
        case .cannotConnectToHost: return .refused(host: host)
        case .networkConnectionLost: return .torn(host: host)
        // Closed without a word, as a server does that stops: libcurl's "Empty reply from server".
        case .badServerResponse where reason.contains("Empty reply"): return .torn(host: host)
        case .badServerResponse, .cannotParseResponse: return .malformed(host: host, reason: reason)
        case _ where speaksNoTLS(reason): return .speaksNoTLS(host: host)
        case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
            .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid, .clientCertificateRejected,
            .clientCertificateRequired:
            return .untrusted(host: host, reason: reason)
        case .unknown where mentionsTLS(reason): return .untrusted(host: host, reason: reason)
        // libcurl has many more words for a connection that ends, and not all say whether anything was sent.
        default: return .broken(host: host, reason: reason)
        }
    }

    /// What OpenSSL and GnuTLS say of an answer that is no TLS at all.
    private static func speaksNoTLS(_ reason: String) -> Bool {
        ["wrong version number", "unexpected TLS packet"].contains { reason.contains($0) }
    }

    /// On Linux, Foundation gives libcurl's TLS failures no code of their own, only libcurl's sentence.
    private static func mentionsTLS(_ reason: String) -> Bool {
        ["SSL", "TLS", "certificate"].contains { reason.contains($0) }
    }
}

/// Answers every redirect with itself: a token must not follow one.
private final class RedirectRefusal: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
