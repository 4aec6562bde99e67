using System.Reflection;
using System.Threading.Tasks.Dataflow;
using ModelChecking;
using OrderedBlocks.Hub;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: workers of a block that skips failed items, of which it keeps one; items that fail, and a last one that does not; a
/// target that puts all failures off, so that a failed item waits for room. Meanwhile somebody receives the failures, or that target is
/// unlinked, or takes the only one that its link lets it have, or a target that takes them is linked, or the block is faulted. Allowed: the last item comes out and the block ends;
/// each failure is delivered, in the order of the items if there is one worker, or is there still, or is counted as lost. Forbidden: an
/// item that waits for ever, a failure that is neither.
/// </summary>
internal sealed class SkipMeanwhile(SkipEvent what, int failing, int workers) : BlockScenario
{
    private readonly List<long> _received = [];
    private OrderedRing<ItemFailure<int>, ItemFailure<int>>? _ring;

    public override void Set(ModelRun run)
    {
        IDisposable? link = null;
        var taking = new FailureTarget(_received);
        var puttingOff = new FailureTarget(_received, most: 0, leaves: false);
        switch (what)
        {
            case SkipEvent.Receive:
                AddThread(run, "receiver", Receive);
                break;
            case SkipEvent.Unlink:
                AddThread(run, "unlinker", () => link!.Dispose());
                break;
            case SkipEvent.Link:
                AddThread(run, "linker", () => Block.Failures.LinkTo(taking));
                break;
            case SkipEvent.Leave:
                taking = new FailureTarget(_received, most: 1);
                break;
            case SkipEvent.Share:
                AddThread(run, "taker", () =>
                {
                    ModelRun.Current.WaitUntil(() => puttingOff.HasPutOff);
                    puttingOff.TakePutOff(Block.Failures);
                });
                break;
            default:
                AddThread(run, "ender", () => Block.Fault(new InvalidOperationException()));
                break;
        }

        Create(
            run,
            failing + 1,
            workers,
            item => item <= failing ? throw new InvalidOperationException($"{item}") : item * 10,
            extraThreads: what == SkipEvent.Leave ? 1 : 0,
            options: new OrderedBlockOptions { FailureMode = ItemFailureMode.SkipItem, FailureCapacity = 1 });
        _ring = (OrderedRing<ItemFailure<int>, ItemFailure<int>>)typeof(FailureQueue<int>)
            .GetField("_ring", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(Block.Failures)!;
        RingSlots.Touch(_ring);
        Link();
        if (what != SkipEvent.Link)
        {
            link = Block.Failures.LinkTo(
                what == SkipEvent.Leave ? taking : puttingOff,
                new DataflowLinkOptions { MaxMessages = what == SkipEvent.Share ? 1 : DataflowBlockOptions.Unbounded });
        }

        for (int item = 1; item <= failing + 1; item++)
        {
            Post(item);
        }

        Block.Complete();
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        bool faults = what == SkipEvent.Fault;
        RequireEnd(run, faults ? TaskStatus.Faulted : TaskStatus.RanToCompletion);
        run.Require(faults || Target.Items is [var only] && only == (failing + 1) * 10, $"Came out {string.Join(' ', Target.Items)}.");
        run.Require(what != SkipEvent.Link || _ring!.LookAtHead() == HeadStatus.Waiting, "A failure waits beside a link.");

        // Those that are still there keep it from ending.
        run.Require(
            Block.Failures.Completion.IsCompletedSuccessfully == (_ring!.LookAtHead() == HeadStatus.Waiting),
            $"The failures are {Block.Failures.Completion.Status}.");
        while (Block.Failures.TryReceive(null, out ItemFailure<int>? failure))
        {
            _received.Add(failure.Position);
        }

        OrderedBlockStatistics end = Block.Statistics;
        run.Require(faults || end.Failed == failing, $"{end}");
        run.Require(
            _received.Distinct().Count() + end.LostFailures == end.Failed && _received.Count == _received.Distinct().Count(),
            $"{end.Failed} failed, {string.Join(' ', _received)} were delivered, {end.LostFailures} are lost.");
        run.Require(workers > 1 || _received.SequenceEqual(_received.Order()), $"Delivered {string.Join(' ', _received)}.");
        run.Require(
            what is not (SkipEvent.Receive or SkipEvent.Share) || end.LostFailures == 0,
            $"{end.LostFailures} are lost, for which there was room.");
    }

    private void Receive()
    {
        while (_received.Count < failing)
        {
            ModelRun.Current.WaitUntil(() => _ring!.LookAtHead() == HeadStatus.Completed);
            if (Block.Failures.TryReceive(null, out ItemFailure<int>? failure))
            {
                _received.Add(failure.Position);
            }
        }
    }
}
