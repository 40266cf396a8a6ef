package dev.fuselage.cli.trace;

import java.util.List;

/**
 * A request with its reply, decoded: what every form of a trace is made of.
 *
 * @param queue the virtqueue it came by; 0 is the hiprio queue
 * @param unique its id, which orders the requests of a client
 * @param opcode its name without {@code FUSE_}, or {@code ?} and the number of one that is unknown
 * @param nodeid the node it names
 * @param node what the trace calls that node
 * @param arguments what else it asks
 * @param uid user in its header
 * @param gid group in its header
 * @param pid process in its header
 * @param wantsReply whether there was room for a reply
 * @param replied whether a reply was written
 * @param error 0, or the positive error number replied
 * @param reply what the reply says, if there is no error
 * @param requestBytes length of the request, header included
 * @param replyBytes length of the reply, header included
 */
record TracedRequest(
        int queue,
        long unique,
        String opcode,
        long nodeid,
        String node,
        List<TraceField> arguments,
        int uid,
        int gid,
        int pid,
        boolean wantsReply,
        boolean replied,
        int error,
        List<TraceField> reply,
        long requestBytes,
        int replyBytes) {}
