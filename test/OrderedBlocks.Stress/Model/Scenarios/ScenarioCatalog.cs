using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>All scenarios, with the bounds up to which the tests explore them completely.</summary>
public static class ScenarioCatalog
{
    /// <summary>In the order in which they are explored.</summary>
    public static IReadOnlyList<ScenarioCase> All { get; } =
    [
        new("ring-1-1-c1", "a producer, a worker, a releaser; capacity 1, 3 items", 2, static () => new ProduceWorkRelease(1, 1, 1, 3)),
        new("ring-1-1-c2", "the same; capacity 2, 3 items", 1, static () => new ProduceWorkRelease(1, 1, 2, 3)),
        new("ring-1-1-c3", "the same; capacity 3, 4 items", 0, static () => new ProduceWorkRelease(1, 1, 3, 4)),
        new("ring-1-1-c4", "the same; capacity 4, 5 items", 0, static () => new ProduceWorkRelease(1, 1, 4, 5)),
        new("ring-2-1-c2", "two producers, a worker, a releaser; capacity 2, 3 items", 0, static () => new ProduceWorkRelease(2, 1, 2, 3)),
        new("ring-1-2-c3", "a producer, two workers, a releaser; capacity 3, 3 items", 1, static () => new ProduceWorkRelease(1, 2, 3, 3)),
        new("ring-segments", "the same without a bound: segments come and go; 4 items", 0, static () => new ProduceWorkRelease(1, 1, int.MaxValue, 4)),
        new("ring-segments-2", "two producers, one thread that works and releases; 3 items", 1, static () => new ProduceWorkRelease(2, 0, int.MaxValue, 3)),
        new("ring-close", "a producer, a worker, and a thread that closes the ring; 3 items", 3, static () => new CloseWhileProducing(1, 3)),
        new("ring-close-2", "the same with two producers, 1 item each", 1, static () => new CloseWhileProducing(2, 1)),
        new("ring-places", "skipped and void positions give their places back; capacity 1", 1, static () => new PlacesGivenBack(1, false)),
        new("ring-places-2", "the same with a thread of its own for them; capacity 2", 0, static () => new PlacesGivenBack(2, true)),
        new("ring-cut", "two workers, a releaser; the second of 3 items fails", 3, static () => new CutAtFailure()),
        new("post", "a block with one worker and a link; a poster, 3 items", 1, static () => new PostToLink(1, 3, 1)),
        new("post-pause", "the same; the poster waits for each output", 1, static () => new PostToLink(1, 3, 1, Meanwhile.Pause)),
        new("post-look", "1 item; a thread looks at the output meanwhile", 2, static () => new PostToLink(1, 1, 1, Meanwhile.Look)),
        new("post-look-2", "the same with 2 items", 1, static () => new PostToLink(1, 2, 1, Meanwhile.Look)),
        new("post-complete", "2 items; completed meanwhile", 1, static () => new PostToLink(1, 2, 1, Meanwhile.Complete)),
        new("post-2-workers", "2 items, two workers", 1, static () => new PostToLink(1, 2, 2)),
        new("post-2-posters", "two posters, 1 item each, one worker", 1, static () => new PostToLink(2, 1, 1)),
        new("fetch", "an item, then a message that has to be fetched, one worker", 2, static () => new FetchWhileLeaving()),
        new("held-up", "the delegate waits for the output before, which was put off", 1, static () => new HeldUp(5, waitsFrom: 3)),
        new("held-up-late", "the same, at the last item only", 1, static () => new HeldUp(5, waitsFrom: 5)),
        new("meet", "two delegates wait for each other", 1, static () => new Meet()),
        new("send", "two senders, capacity 1, a link", 1, static () => new SendToFull(2, 1, receives: false, completes: false)),
        new("send-3", "three messages of two senders, capacity 1, a link", 1, static () => new SendToFull(3, 1, receives: false, completes: false)),
        new("send-3-c2", "the same, capacity 2", 1, static () => new SendToFull(3, 2, receives: false, completes: false)),
        new("send-receive", "two senders, capacity 1, a receiver", 0, static () => new SendToFull(2, 1, receives: true, completes: false)),
        new("send-receive-3", "three messages of two senders, capacity 1, a receiver", 0, static () => new SendToFull(3, 1, receives: true, completes: false)),
        new("send-complete", "two senders, capacity 1, a link; completed meanwhile", 1, static () => new SendToFull(2, 1, receives: false, completes: true)),
        new("link", "a poster, 2 items; linked meanwhile", 1, static () => new LinkMeanwhile(2, completes: false)),
        new("link-complete", "a poster, 1 item, completed; linked meanwhile", 1, static () => new LinkMeanwhile(1, completes: true)),
        new("fault", "a poster, 2 items, a link; faulted meanwhile", 1, static () => new AbandonMeanwhile(Abandonment.Fault, 2, 1, links: true, sends: false)),
        new("fault-2-workers", "the same with two workers and no link", 0, static () => new AbandonMeanwhile(Abandonment.Fault, 2, 2, links: false, sends: false)),
        new("fault-send", "a poster, 1 item, and a sender that waits; no link", 1, static () => new AbandonMeanwhile(Abandonment.Fault, 1, 1, links: false, sends: true)),
        new("cancel", "a poster, 2 items, a link; cancelled meanwhile", 1, static () => new AbandonMeanwhile(Abandonment.Cancel, 2, 1, links: true, sends: false)),
        new("cancel-unlinked", "the same without a link, 1 item", 1, static () => new AbandonMeanwhile(Abandonment.Cancel, 1, 1, links: false, sends: false)),
        new("failure-running", "a delegate fails while another one runs, two workers", 1, static () => new FailWhileRunning()),
        new("failure-first", "a poster, 2 items, two workers, a link; the first item fails", 1, static () => new AbandonMeanwhile(Abandonment.Failure, 2, 2, links: true, sends: false)),
        new("failure", "the same with 3 items, of which the second fails", 0, static () => new AbandonMeanwhile(Abandonment.Failure, 3, 2, links: true, sends: false)),
        new("drop-void", "senders, capacity 1; a message is gone, an item is cancelled", 1, static () => new DropAndVoid()),
        new("reserve-consume", "the head is reserved and taken while the block works and ends", 1, static () => new ReserveMeanwhile(consumes: true)),
        new("reserve-release", "the head is reserved and given back", 1, static () => new ReserveMeanwhile(consumes: false)),
        new("consume", "an action block with one worker; a poster, 2 items", 2, static () => new PostToConsume(2, 1, pends: false)),
        new("consume-pause", "the same; the poster waits until each item is consumed", 1, static () => new PostToConsume(2, 1, pends: false, Meanwhile.Pause)),
        new("consume-2-workers", "2 items, two workers", 1, static () => new PostToConsume(2, 2, pends: false)),
        new("consume-complete", "2 items; completed meanwhile", 1, static () => new PostToConsume(2, 1, pends: false, Meanwhile.Complete)),
        new("consume-pending", "2 items; the first call is pending, and is ended by another thread", 1, static () => new PostToConsume(2, 1, pends: true)),
        new("consume-pending-2-workers", "the same with two workers", 0, static () => new PostToConsume(2, 2, pends: true)),
        new("consume-pending-complete", "the same with one worker; completed meanwhile", 1, static () => new PostToConsume(2, 1, pends: true, Meanwhile.Complete)),
        new("consume-failure", "2 items, two workers; the first call fails", 1, static () => new AbandonConsume(Abandonment.Failure, stops: false)),
        new("consume-fault", "2 items, two workers; faulted while the first call is pending", 1, static () => new AbandonConsume(Abandonment.Fault, stops: false)),
        new("consume-fault-stopped", "1 item; the same on a task scheduler that runs nothing any more", 1, static () => new AbandonConsume(Abandonment.Fault, stops: true)),
        new("consume-send", "a sender, capacity 1; the first call is pending", 1, static () => new SendToConsume(1, pends: true, waits: false, completes: false)),
        new("consume-send-complete", "the same; completed meanwhile", 1, static () => new SendToConsume(1, pends: true, waits: false, completes: true)),
        new("consume-send-held-up", "a sender, capacity 2; the second call waits until it is let in", 1, static () => new SendToConsume(2, pends: false, waits: true, completes: false)),
        new("consume-send-held-up-2", "the same after a first call that is pending", 1, static () => new SendToConsume(2, pends: true, waits: true, completes: false)),
    ];

    /// <summary>A word's value as text.</summary>
    public static string FormatValue(string name, long value) => ValueText.Format(name, value);
}
