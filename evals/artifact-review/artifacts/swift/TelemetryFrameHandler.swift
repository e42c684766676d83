import Logging
import NIOCore

/// One message from a tram's on-board unit.
///
/// Wire format (big endian):
///
///     magic   u16   0x5454
///     length  u16   payload bytes, at most 4096
///     vehicle u32
///     seq     u32
///     payload ...
///     crc     u32   CRC-32 over everything before it
struct TelemetryFrame: Sendable, Equatable {
    let vehicle: UInt32
    let sequence: UInt32
    let payload: ByteBuffer
}

enum TelemetryFrameError: Error, Equatable {
    case badMagic(UInt16)
    case oversized(Int)
    case checksumMismatch(expected: UInt32, actual: UInt32)
}

struct TelemetryFrameDecoder: ByteToMessageDecoder {
    typealias InboundOut = TelemetryFrame

    private static let magic: UInt16 = 0x5454
    private static let headerLength = 12
    private static let trailerLength = 4
    static let maximumPayload = 4096

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        let start = buffer.readerIndex
        guard
            let magic = buffer.getInteger(at: start, as: UInt16.self),
            let length = buffer.getInteger(at: start + 2, as: UInt16.self).map(Int.init)
        else {
            return .needMoreData
        }
        guard magic == Self.magic else { throw TelemetryFrameError.badMagic(magic) }
        guard length <= Self.maximumPayload else { throw TelemetryFrameError.oversized(length) }

        let total = Self.headerLength + length + Self.trailerLength
        guard buffer.readableBytes >= total, var frame = buffer.readSlice(length: total) else {
            return .needMoreData
        }

        // CRC catches line noise from the depot radio; authenticity comes from the mutual-TLS channel.
        let expected = CRC32.checksum(frame.readableBytesView.dropLast(Self.trailerLength))
        frame.moveReaderIndex(forwardBy: 4)
        guard
            let vehicle = frame.readInteger(as: UInt32.self),
            let sequence = frame.readInteger(as: UInt32.self),
            let payload = frame.readSlice(length: length),
            let actual = frame.readInteger(as: UInt32.self)
        else {
            preconditionFailure("frame length was checked above")
        }
        guard expected == actual else {
            throw TelemetryFrameError.checksumMismatch(expected: expected, actual: actual)
        }
        context.fireChannelRead(wrapInboundOut(TelemetryFrame(vehicle: vehicle, sequence: sequence, payload: payload)))
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext,
        buffer: inout ByteBuffer,
        seenEOF: Bool
    ) throws -> DecodingState {
        // A half frame at EOF is normal when a vehicle drives out of coverage.
        while try decode(context: context, buffer: &buffer) == .continue {}
        return .needMoreData
    }
}

final class TelemetryIngestHandler: ChannelInboundHandler {
    typealias InboundIn = TelemetryFrame
    typealias OutboundOut = ByteBuffer

    private let sink: any TelemetrySink
    private var logger: Logger
    private var lastSequence: UInt32?
    private var inFlight: Set<UInt32> = []

    init(sink: any TelemetrySink, logger: Logger) {
        self.sink = sink
        self.logger = logger
    }

    func channelActive(context: ChannelHandlerContext) {
        logger[metadataKey: "peer"] = "\(context.remoteAddress?.description ?? "unknown")"
        logger.debug("on-board unit connected")
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        if let last = lastSequence, frame.sequence <= last {
            logger.info("duplicate frame skipped", metadata: [
                "vehicle": "\(frame.vehicle)", "sequence": "\(frame.sequence)",
            ])
            // While the first copy is still being written its own completion sends the ack.
            if !inFlight.contains(frame.sequence) {
                acknowledge(frame.sequence, context: context)
            }
            return
        }
        lastSequence = frame.sequence
        inFlight.insert(frame.sequence)

        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        sink.append(frame, on: context.eventLoop).whenComplete { result in
            switch result {
            case .success:
                handler.value.inFlight.remove(frame.sequence)
                handler.value.acknowledge(frame.sequence, context: bound.value)
            case .failure(let error):
                // No ack: closing makes the unit reconnect and resend from its ring buffer.
                handler.value.logger.error("sink rejected frame", metadata: [
                    "vehicle": "\(frame.vehicle)", "error": "\(error)",
                ])
                bound.value.close(promise: nil)
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.warning("closing connection after protocol error", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    private func acknowledge(_ sequence: UInt32, context: ChannelHandlerContext) {
        var out = context.channel.allocator.buffer(capacity: 4)
        out.writeInteger(sequence)
        context.writeAndFlush(wrapOutboundOut(out), promise: nil)
    }
}
