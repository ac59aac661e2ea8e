package io.thingconnect.pulse.backupd.storage.smb;

import com.hierynomus.protocol.transport.PacketHandlers;
import com.hierynomus.protocol.transport.PacketSerializer;
import com.hierynomus.protocol.transport.TransportLayer;
import com.hierynomus.smb.SMBBuffer;
import com.hierynomus.smb.SMBPacket;
import com.hierynomus.smb.SMBPacketData;
import com.hierynomus.smbj.SmbConfig;
import com.hierynomus.smbj.transport.TransportLayerFactory;
import com.hierynomus.smbj.transport.tcp.direct.DirectTcpTransport;

/**
 * The library's own transport, with one buffer for the messages of a connection. A new one for each MiB would, in a heap of
 * 64 MiB, have the collector stop everything for a fifth of the time.
 */
final class Messages implements TransportLayerFactory<SMBPacketData<?>, SMBPacket<?, ?>> {
    @Override
    public TransportLayer<SMBPacket<?, ?>> createTransportLayer(
            PacketHandlers<SMBPacketData<?>, SMBPacket<?, ?>> handlers, SmbConfig config) {
        return new DirectTcpTransport<>(
                config.getSocketFactory(),
                config.getSoTimeout(),
                new PacketHandlers<>(new OneBuffer(), handlers.getReceiver(), handlers.getPacketFactory()));
    }

    /** The transport asks for a message, and has sent it, under one lock. */
    private static final class OneBuffer implements PacketSerializer<SMBPacket<?, ?>, SMBBuffer> {
        private final SMBBuffer message = new SMBBuffer();

        @Override
        public SMBBuffer write(SMBPacket<?, ?> packet) {
            message.clear();
            packet.write(message);
            return message;
        }
    }
}
