package io.quotastack.platform.app;

/** Another node joined under this node's name and so took its place: of the two, this one must go. */
public final class InstanceIdTakenException extends UnrecoverableException {

    private static final long serialVersionUID = 1L;

    InstanceIdTakenException(String instanceId, Throwable cause) {
        super("another node was started with the instance id " + instanceId + ": each node needs one of its own",
                cause);
    }
}
