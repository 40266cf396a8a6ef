package dev.fuselage.cli.session;

import dev.fuselage.cli.share.ShareOptions;
import dev.fuselage.cli.share.ShareSpec;
import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.KillPriv;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.devices.virtiofs.RingFormat;
import dev.fuselage.devices.virtiofs.VirtioFsConfig;

/** What a share's options mean to the server and to the device. */
final class ServerSettings {

    private ServerSettings() {}

    static ServerConfig server(ShareOptions options) {
        ServerConfig.Builder builder =
                ServerConfig.builder(policy(options.cache()))
                        .writeback(options.writeback())
                        .xattr(options.xattr())
                        .killPriv(killPriv(options.killPriv()))
                        .locks(options.locks())
                        .allowMmap(options.allowMmap())
                        .submounts(options.submounts());
        if (options.cache() == ShareOptions.Cache.AUTO) {
            builder.timeoutNanos(options.timeoutNanos());
        }
        options.maxOpen().ifPresent(builder::maxOpen);
        return builder.build();
    }

    private static CachePolicy policy(ShareOptions.Cache cache) {
        return switch (cache) {
            case NONE -> CachePolicy.NONE;
            case AUTO -> CachePolicy.AUTO;
            case ALWAYS -> CachePolicy.ALWAYS;
            case METADATA -> CachePolicy.METADATA;
        };
    }

    private static KillPriv killPriv(ShareOptions.KillPriv killPriv) {
        return switch (killPriv) {
            case OFF -> KillPriv.GUEST;
            case V1 -> KillPriv.V1;
            case V2 -> KillPriv.V2;
        };
    }

    static VirtioFsConfig device(ShareSpec spec) {
        ShareOptions options = spec.options();
        return VirtioFsConfig.tagged(spec.tag())
                .requestQueues(options.queues())
                .queueSize(options.queueSize())
                .ringFormat(ring(options.ring()))
                .workers(options.workers())
                .daxBytes(options.daxWindow().orElse(0))
                .build();
    }

    private static RingFormat ring(ShareOptions.Ring ring) {
        return switch (ring) {
            case SPLIT -> RingFormat.SPLIT;
            case PACKED -> RingFormat.PACKED;
            case BOTH -> RingFormat.EITHER;
        };
    }
}
