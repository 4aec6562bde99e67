using OrderedBlocks.Input;
using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>The input side alone: who waits at the gate, in which order they are let in, and who tells the block of its end.</summary>
[TestClass]
public sealed class RingInputTests
{
    private readonly QueueScheduler _scheduler = new();
    private readonly OrderedRing<int, int> _ring = new(1, default);
    private readonly RecordingHub _hub = new();
    private readonly RingInput<int, int> _side;

    public RingInputTests() => _side = new RingInput<int, int>(
        _ring, new BufferBlock<int>(), _hub, new WorkerCounts(1), _scheduler, new DeferredWorkTimer(_scheduler, new NoDeferredWork()), callerRuns: false);

    private static readonly string[] s_orders =
    [
        "close take withdraw transfer", "close take transfer withdraw", "close withdraw take transfer", "close withdraw transfer take",
        "take close withdraw transfer", "take close transfer withdraw", "take withdraw close transfer", "withdraw close take transfer",
        "withdraw take close transfer", "close transfer take withdraw", "take transfer withdraw close",
    ];

    public static IEnumerable<object[]> Orders => s_orders.Select(static order => new object[] { order });

    // As a block does it: who closes it and who takes an output look whether it has ended; and so must the last sender that leaves.
    [TestMethod]
    [DynamicData(nameof(Orders))]
    public void End_WithASenderThatLeaves_IsSeenInEveryOrder(string order)
    {
        Fill();
        var waiter = new Waiter();
        Assert.IsTrue(_side.TryAwaitRoom(waiter, waiter, new DataflowMessageHeader(1)));
        foreach (string step in order.Split(' '))
        {
            switch (step)
            {
                case "close":
                    _ring.Close();
                    _side.OnRoomFromOutside();
                    LookAtEnd();
                    break;

                case "take":
                    Take();
                    _side.OnRoomFromOutside();
                    LookAtEnd();
                    break;

                case "withdraw":
                    _side.Withdraw(waiter);
                    break;

                default:
                    _scheduler.RunAll();
                    break;
            }
        }

        Assert.AreEqual(0, _side.PostponedCount);
        Assert.IsFalse(_ring.IsGated);
        Assert.IsGreaterThan(0, _hub.Ends, "Nobody has seen the end.");
        Assert.IsLessThanOrEqualTo(1, waiter.Told);
    }

    [TestMethod]
    public void Withdraw_OfOneOfTwo_LeavesTheGateUp()
    {
        Fill();
        Waiter[] waiters = [new(), new()];
        foreach (Waiter waiter in waiters)
        {
            Assert.IsTrue(_side.TryAwaitRoom(waiter, waiter, new DataflowMessageHeader(1)));
        }

        _side.Withdraw(waiters[0]);
        Assert.IsTrue(_ring.IsGated);
        Assert.AreEqual(DataflowMessageStatus.Declined, _side.Post(2));
        _side.Withdraw(waiters[0]);
        Assert.IsTrue(_ring.IsGated);
        _side.Withdraw(waiters[1]);
        Assert.IsFalse(_ring.IsGated);
    }

    // Room comes for one at a time; nobody gets past those who wait.
    [TestMethod]
    public void Senders_ThatWait_AreLetInInTheOrderInWhichTheyCame()
    {
        Fill();
        var source = new ScriptedQueue();
        ScriptedQueue[] sources = [source, new(), new()];
        List<int> taken = [];
        for (int i = 0; i < sources.Length; i++)
        {
            sources[i].Item = 10 + i;
            Assert.AreEqual(
                DataflowMessageStatus.Postponed,
                _side.OfferMessage(new DataflowMessageHeader(1), 10 + i, sources[i], consumeToAccept: false));
        }

        for (int i = 0; i < sources.Length; i++)
        {
            taken.Add(Take());
            Assert.AreEqual(DataflowMessageStatus.Declined, _side.Post(99), "somebody waits");
            Assert.AreEqual(0, _side.PostRange([98, 99]), "somebody waits");
            _side.OnRoom(ReleaseMode.Single);
        }

        taken.Add(Take());
        CollectionAssert.AreEqual(new List<int> { 1, 10, 11, 12 }, taken);
        Assert.AreEqual(0, _side.PostponedCount);
        _side.OnRoom(ReleaseMode.Single);
        Assert.IsFalse(_ring.IsGated);
        Assert.AreEqual(1, _side.PostRange([20, 21]));
        Assert.AreEqual(20, Take());
    }

    // A source that offers again keeps its place, with what it has now.
    [TestMethod]
    public void Sender_ThatOffersAgain_WaitsOnce()
    {
        Fill();
        ScriptedQueue[] sources = [new() { Item = 10 }, new() { Item = 11 }];
        Offer(sources[0]);
        Offer(sources[1]);
        Offer(sources[0]);
        Assert.AreEqual(2, _side.PostponedCount);
        Assert.AreEqual(1, Take());
        _side.OnRoom(ReleaseMode.Single);
        Take();
        _side.OnRoom(ReleaseMode.Single);
        Assert.AreEqual(0, _side.PostponedCount);
        Assert.AreEqual(1, sources[0].Consumed);
        Assert.AreEqual(1, sources[1].Consumed);

        void Offer(ScriptedQueue from) => Assert.AreEqual(
            DataflowMessageStatus.Postponed,
            _side.OfferMessage(new DataflowMessageHeader(1), from.Item, from, consumeToAccept: false));
    }

    private void Fill()
    {
        Assert.AreEqual(DataflowMessageStatus.Accepted, _side.Post(1));
        Assert.AreEqual(DataflowMessageStatus.Declined, _side.Post(2));
    }

    private int Take()
    {
        Assert.IsTrue(_ring.TryClaim(out Position position));
        Assert.IsTrue(_ring.TryTakeInput(position, out int input));
        _ring.Complete(position, input);
        Assert.IsTrue(_ring.TryPeek(out int output));
        _ring.Pop();
        return output;
    }

    private void LookAtEnd()
    {
        if (_ring.IsFinished)
        {
            _hub.Ends++;
        }
    }

    private sealed class NoDeferredWork : IDeferredWork
    {
        public void OnTick()
        {
        }
    }

    // A source without a message, as a channel's writer that waits.
    private sealed class Waiter : SourceBase, IRoomWaiter
    {
        public int Told { get; private set; }

        public void OnRoom(long id, bool isClosed) => Told++;
    }

    private sealed class ScriptedQueue : SourceBase
    {
        public int Consumed { get; private set; }

        public override int ConsumeMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target, out bool messageConsumed)
        {
            Consumed++;
            messageConsumed = true;
            return Item;
        }
    }

    private abstract class SourceBase : ISourceBlock<int>
    {
        public int Item { get; set; }

        public Task Completion => Task.CompletedTask;

        public virtual int ConsumeMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target, out bool messageConsumed) =>
            throw new NotSupportedException();

        public bool ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target) => true;

        public void ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<int> target)
        {
        }

        public IDisposable LinkTo(ITargetBlock<int> target, DataflowLinkOptions linkOptions) => throw new NotSupportedException();

        public void Complete() => throw new NotSupportedException();

        public void Fault(Exception exception) => throw new NotSupportedException();
    }
}
