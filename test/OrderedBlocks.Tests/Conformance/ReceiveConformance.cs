using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section D: Dataflow's helpers that receive from a block.</summary>
[TestClass]
public abstract class ReceiveConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>D, Receive and ReceiveAsync: a result that is there, and one that comes later.</summary>
    [TestMethod]
    public async Task Receive_NowAndLater_TakesTheHead()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 4));
        gate.Open(1, 2);
        PostAll(block, 1, 2);
        WaitForOutput(block, 2);

        int now = block.Receive();
        int nowToo = await block.ReceiveAsync();
        Task<int> later = block.ReceiveAsync();
        PostAll(block, 3);
        gate.WaitForStart(3);
        Assert.IsFalse(later.IsCompleted);
        gate.Open(3);

        AssertItems([1, 2, 3], [now, nowToo, await later.WithTimeout()]);
    }

    /// <summary>D, ReceiveAsync: several that wait are served in the order in which they came.</summary>
    [TestMethod]
    public async Task ReceiveAsync_SeveralWait_AreServedInOrder()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        Task<int>[] waiting = [block.ReceiveAsync(), block.ReceiveAsync(), block.ReceiveAsync()];

        PostAll(block, 1, 2, 3, 4);

        AssertItems([1, 2, 3], await Task.WhenAll(waiting).WithTimeout());
        AssertItems([4], ReceiveMany(block, 1));
    }

    /// <summary>D, ReceiveAsync: the end of the block ends it.</summary>
    [TestMethod]
    [DataRow(Ending.Complete)]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task ReceiveAsync_BlockEnds_Throws(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        IPropagatorBlock<int, int> block = NewIdentity(Options(token: cancellation.Token));
        Task<int> before = block.ReceiveAsync();

        block.End(ending, cancellation);

        await Assert.ThrowsExactlyAsync<InvalidOperationException>(before.WithTimeout);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => block.ReceiveAsync().WithTimeout());
        Assert.ThrowsExactly<InvalidOperationException>(() => block.Receive(Wait.Limit));
    }

    /// <summary>D, ReceiveAsync: one that was canceled takes nothing.</summary>
    [TestMethod]
    public async Task ReceiveAsync_Canceled_LosesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        IPropagatorBlock<int, int> block = NewIdentity();
        Task<int> receive = block.ReceiveAsync(cancellation.Token);

        await cancellation.CancelAsync();

        await AssertCanceled(receive);
        PostAll(block, 1);
        AssertItems([1], ReceiveMany(block, 1));
    }

    /// <summary>D, Receive: without a result in time it throws, and takes nothing.</summary>
    [TestMethod]
    public void Receive_TimeIsOver_Throws()
    {
        IPropagatorBlock<int, int> block = NewIdentity();

        Assert.ThrowsExactly<TimeoutException>(() => block.Receive(TimeSpan.Zero));
        Assert.ThrowsExactly<TimeoutException>(() => block.Receive(TimeSpan.FromMilliseconds(1)));

        PostAll(block, 1);
        AssertItems([1], ReceiveMany(block, 1));
    }

    /// <summary>D, OutputAvailableAsync: true without taking; its target declines, and the next link is asked.</summary>
    [TestMethod]
    public async Task OutputAvailableAsync_Output_IsTrueAndTakesNothing()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 2));
        Task<bool> before = block.OutputAvailableAsync();

        PostAll(block, 1);

        Assert.IsTrue(await before.WithTimeout());
        Assert.IsTrue(await block.OutputAvailableAsync().WithTimeout());
        AssertItems([1], ReceiveMany(block, 1));
        Task<bool> second = block.OutputAvailableAsync();
        var target = new ScriptedTarget();
        block.LinkTo(target);
        PostAll(block, 2);
        Assert.IsTrue(await second.WithTimeout());
        AssertItems([2], target.WaitForTaken(1));
    }

    /// <summary>D, OutputAvailableAsync: false at the end, canceled by its token.</summary>
    [TestMethod]
    public async Task OutputAvailableAsync_EndOrToken_EndsIt()
    {
        using var cancellation = new CancellationTokenSource();
        IPropagatorBlock<int, int> block = NewIdentity();
        Task<bool> canceled = block.OutputAvailableAsync(cancellation.Token);
        Task<bool> waiting = block.OutputAvailableAsync();

        await cancellation.CancelAsync();
        await AssertCanceled(canceled);
        Assert.IsFalse(waiting.IsCompleted);
        block.Complete();

        Assert.IsFalse(await waiting.WithTimeout());
        Assert.IsFalse(await block.OutputAvailableAsync().WithTimeout());
    }

    /// <summary>D, ReceiveAllAsync: all, in order, until the end.</summary>
    [TestMethod]
    public async Task ReceiveAllAsync_UntilTheEnd_YieldsEverythingInOrder()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 2));
        Task producer = Task.Run(async () =>
        {
            foreach (int item in Enumerable.Range(1, 200))
            {
                Assert.IsTrue(await block.SendAsync(item).WithTimeout());
            }

            block.Complete();
        });

        List<int> received = await Collect(block).WithTimeout();

        AssertItems(Enumerable.Range(1, 200), received);
        await producer;
    }

    /// <summary>D, ReceiveAllAsync, dotnet/runtime#79535: a fault only ends it; the completion task tells.</summary>
    [TestMethod]
    public async Task ReceiveAllAsync_Fault_EndsAndCompletionTells()
    {
        var reason = new InvalidOperationException("Enough.");
        IPropagatorBlock<int, int> block = NewIdentity();
        Task<List<int>> collecting = Collect(block);

        block.Fault(reason);

        AssertItems([], await collecting.WithTimeout());
        await AssertFaulted(block.Completion, reason);
    }

    /// <summary>D, Choose: one of two, and the other loses nothing.</summary>
    [TestMethod]
    public async Task Choose_TwoBlocks_TakesFromOne()
    {
        IPropagatorBlock<int, int> first = NewIdentity(Options(room: 4));
        IPropagatorBlock<int, int> second = NewIdentity(Options(room: 4));
        var taken = new Log<int>();
        Task<int> choice = DataflowBlock.Choose(first, taken.Add, second, taken.Add);

        PostAll(second, 2);
        Assert.AreEqual(1, await choice.WithTimeout());
        PostAll(first, 1);

        AssertItems([2], taken.Entries);
        AssertItems([1], ReceiveMany(first, 1));
        Task<int> again = DataflowBlock.Choose(first, taken.Add, second, taken.Add);
        PostAll(first, 3);
        Assert.AreEqual(0, await again.WithTimeout());
        AssertItems([2, 3], taken.Entries);
    }

    /// <summary>D, Choose: what is there already is taken at once; when both have ended it is canceled.</summary>
    [TestMethod]
    public async Task Choose_OutputWaitingOrAllEnded_EndsAtOnce()
    {
        IPropagatorBlock<int, int> first = NewBlockWithOutput(1);
        IPropagatorBlock<int, int> second = NewIdentity();
        var taken = new Log<int>();

        Assert.AreEqual(0, await DataflowBlock.Choose(first, taken.Add, second, taken.Add).WithTimeout());
        AssertItems([1], taken.Entries);
        first.Complete();
        second.Complete();

        await AssertCanceled(DataflowBlock.Choose(first, taken.Add, second, taken.Add));
    }

    private static async Task<List<int>> Collect(IPropagatorBlock<int, int> block)
    {
        var received = new List<int>();
        await foreach (int item in Output(block).ReceiveAllAsync())
        {
            received.Add(item);
        }

        return received;
    }
}
