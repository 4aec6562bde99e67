using ModelChecking;
using OrderedBlocks.Atomics;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a producer of a range, one of a single item, perhaps one that fetches a message into a position that it has taken, each
/// with an attachment of its own; a worker that skips the second item; a releaser. Allowed: what comes out has its producer's
/// attachment, for the worker and for the releaser. Forbidden: another's, none, or a data race on one.
/// </summary>
internal sealed class AttachmentsTravel(long capacity, bool fetches) : RingScenario
{
    private readonly int[] _range = [1, 2, 3];

    public override void Set(ModelRun run)
    {
        CreateRing(capacity, hasCompanions: true);
        run.AddThread("producer1", () => AdmitRange(_range));
        if (fetches)
        {
            run.AddThread("fetcher", () => Fetch(10));
        }
        else
        {
            run.AddThread("producer2", () => Admit(10));
        }

        run.AddThread("worker", () => Work(_range.Length + 1));
        run.AddThread("releaser", () => Release(_range.Length));
    }

    public override void CheckEnd(ModelRun run)
    {
        run.Require(!Ring.TryPeek(out _), "More came out than was sent.");
        CheckReleased(run, [1, 3], [10]);
    }

    protected override object? AttachmentOf(int item) => item < 10 ? 1 : 2;

    protected override void Finish(Position position)
    {
        Ring.TryTakeInput(position, out int item);
        Check(item, Ring.AttachmentAt(position));
        if (item == 2)
        {
            Ring.Skip(position);
        }
        else
        {
            Ring.Complete(position, item * 10);
        }
    }

    protected override void OnPeeked(int output) => Check(output / 10, Ring.HeadAttachment);

    private void Check(int item, object? attachment) =>
        ModelRun.Current.Require(Equals(attachment, AttachmentOf(item)), $"With item {item} came the attachment {attachment ?? "none"}.");

    private void Fetch(int item)
    {
        var backoff = default(Backoff);
        Position position;
        while (Ring.TryReserve(pastGate: false, out position) != AdmissionStatus.Admitted)
        {
            backoff.Snooze();
        }

        Ring.Publish(position, item, AttachmentOf(item));
    }
}
