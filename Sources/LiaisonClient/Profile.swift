import LiaisonSystem
import LiaisonText

/// What `login` keeps: a server, a token for it, and whom the server took it for.
package struct Profile: Equatable, Sendable {
    package let server: ServerURL
    package let token: BearerToken
    package let identity: Identity

    package init(server: ServerURL, token: BearerToken, identity: Identity) {
        self.server = server
        self.token = token
        self.identity = identity
    }

    /// The name of the profile for a server when none is chosen: its host, with the port where it isn't the usual.
    package static func name(for server: ServerURL) -> String {
        server.authority.replacing(":", with: "_").replacing("[", with: "").replacing("]", with: "")
    }

    var json: JSON {
        .members([
            "server": .string(server.description),
            "token": .string(token.secret),
            "kind": .string(identity.kind),
            "name": .string(identity.name),
            "code": .optional(identity.code),
            "station": .optional(identity.station),
        ])
    }

    init?(json: JSON) {
        guard let server = json["server"]?.text.flatMap({ try? ServerURL($0) }),
            let token = json["token"]?.text.flatMap({ try? BearerToken($0.utf8) }),
            let identity = Identity(json: json)
        else { return nil }
        self.init(server: server, token: token, identity: identity)
    }
}
