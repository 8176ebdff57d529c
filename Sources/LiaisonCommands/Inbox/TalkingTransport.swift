import LiaisonClient
import LiaisonSystem

/// Says at the terminal that an answer is being waited for, once that takes a while.
struct TalkingTransport: Transport {
    private let transport: any Transport
    private let context: CommandContext

    /// How long nobody wonders.
    private static let silence = Duration.seconds(3)

    init(_ transport: any Transport, _ context: CommandContext) {
        self.transport = transport
        self.context = context
    }

    func send(_ request: ClientRequest) throws(ClientError) -> ClientResponse {
        let answered = Gate()
        let (context, host) = (context, request.server.authority)
        let watcher: Thread
        do throws(SystemError) {
            watcher = try Thread(named: "waiting") {
                if answered.wait(atMost: Self.silence) { return }
                context.eraseProgress()
                context.say("client.waiting", ["host": host])
            }
        } catch {
            throw .system(error)
        }
        let result = Result { () throws(ClientError) in try transport.send(request) }
        answered.open()
        watcher.join()
        return try result.get()
    }
}
