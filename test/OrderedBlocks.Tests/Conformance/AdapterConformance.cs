using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section D: Dataflow's helpers that dress a block up, and its simpler blocks.</summary>
[TestClass]
public abstract class AdapterConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>D, Encapsulate: two blocks as one.</summary>
    [TestMethod]
    public async Task Encapsulate_TwoBlocks_AreOne()
    {
        IPropagatorBlock<int, int> head = NewBlock(item => item + 1);
        IPropagatorBlock<int, int> tail = NewBlock(item => item * 10);
        head.LinkTo(tail, Propagate);
        IPropagatorBlock<int, int> both = DataflowBlock.Encapsulate(head, tail);
        var target = new ScriptedTarget();
        both.LinkTo(target, Propagate);

        foreach (int item in Enumerable.Range(1, 20))
        {
            Assert.IsTrue(await both.SendAsync(item).WithTimeout());
        }

        both.Complete();
        await both.Completion.WithTimeout();
        Assert.IsNull(await target.Ended.WithTimeout());
        AssertItems(Enumerable.Range(1, 20).Select(item => (item + 1) * 10), target.Taken);
    }

    /// <summary>D, AsObservable: items and end.</summary>
    [TestMethod]
    public async Task AsObservable_Complete_EndsTheObserver()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        var observer = new RecordingObserver();
        using IDisposable subscription = block.AsObservable().Subscribe(observer);

        PostAll(block, 1, 2, 3);
        block.Complete();

        Assert.IsNull(await observer.Ended.WithTimeout());
        AssertItems([1, 2, 3], observer.Items.Entries);
    }

    /// <summary>D, AsObservable: an error arrives as the AggregateException.</summary>
    [TestMethod]
    public async Task AsObservable_Fault_IsAnAggregateException()
    {
        var reason = new InvalidOperationException("Cannot.");
        IPropagatorBlock<int, int> block = NewBlock(_ => throw reason);
        var observer = new RecordingObserver();
        using IDisposable subscription = block.AsObservable().Subscribe(observer);

        PostAll(block, 1);

        var error = Assert.IsExactInstanceOfType<AggregateException>(await observer.Ended.WithTimeout());
        AssertItems([reason], error.InnerExceptions);
    }

    /// <summary>D, AsObservable: who has unsubscribed gets nothing more.</summary>
    [TestMethod]
    public void AsObservable_Unsubscribed_GetsNothing()
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        var observer = new RecordingObserver();
        IDisposable subscription = block.AsObservable().Subscribe(observer);
        PostAll(block, 1);
        observer.Items.WaitForCount(1);

        subscription.Dispose();

        PostAll(block, 2);
        AssertItems([2], ReceiveMany(block, 1));
        AssertItems([1], observer.Items.Entries);
    }

    /// <summary>D, AsObserver: OnNext sends, OnCompleted completes, OnError faults.</summary>
    [TestMethod]
    public async Task AsObserver_ItemsAndEnd_ReachTheBlock()
    {
        var reason = new InvalidOperationException("Enough.");
        IPropagatorBlock<int, int> block = NewIdentity(Options(capacity: 2));
        IObserver<int> observer = block.AsObserver();
        observer.OnNext(1);
        observer.OnNext(2);

        // the third waits for room; AsObserver blocks its caller until then
        Task third = Task.Run(() => observer.OnNext(3));
        AssertItems([1, 2, 3], ReceiveMany(block, 3));
        await third.WithTimeout();
        observer.OnCompleted();
        await block.Completion.WithTimeout();

        IPropagatorBlock<int, int> failing = NewIdentity();
        failing.AsObserver().OnError(reason);
        await AssertFaulted(failing.Completion, reason);
    }

    /// <summary>D, NullTarget: everything goes.</summary>
    [TestMethod]
    public async Task NullTarget_Linked_TakesEverything()
    {
        IPropagatorBlock<int, int> block = NewIdentity();
        block.LinkTo(DataflowBlock.NullTarget<int>());

        foreach (int item in Enumerable.Range(1, 50))
        {
            Assert.IsTrue(await block.SendAsync(item).WithTimeout());
        }

        block.Complete();
        await block.Completion.WithTimeout();
    }

    /// <summary>D, BufferBlock: before and behind the block; the bound pushes back through the chain.</summary>
    [TestMethod]
    public async Task BufferBlock_BeforeAndBehind_KeepsEverythingInOrder()
    {
        var before = new BufferBlock<int>();
        IPropagatorBlock<int, int> block = NewBlock(item => item * 10);
        var behind = new BufferBlock<int>(new DataflowBlockOptions { BoundedCapacity = 1 });
        before.LinkTo(block, Propagate);
        block.LinkTo(behind, Propagate);

        PostAll(before, Enumerable.Range(1, 300));
        before.Complete();

        int[] received = await Task.Run(() => Enumerable.Range(1, 300).Select(_ => behind.Receive(Wait.Limit)).ToArray());
        AssertItems(Enumerable.Range(1, 300).Select(item => item * 10), received);
        await behind.Completion.WithTimeout();
    }

    /// <summary>D, BroadcastBlock: before the block, and behind it.</summary>
    [TestMethod]
    public async Task BroadcastBlock_BeforeAndBehind_IsServed()
    {
        var before = new BroadcastBlock<int>(item => item);
        IPropagatorBlock<int, int> block = NewBlock(item => item * 10, Options(room: 8));
        var behind = new BroadcastBlock<int>(item => item);
        var target = new ScriptedTarget();
        before.LinkTo(block, Propagate);
        block.LinkTo(behind, Propagate);
        behind.LinkTo(target, Propagate);

        foreach (int item in Enumerable.Range(1, 5))
        {
            PostAll(before, item);
            target.WaitForTaken(item);
        }

        before.Complete();
        Assert.IsNull(await target.Ended.WithTimeout());
        AssertItems([10, 20, 30, 40, 50], target.Taken);
    }

    /// <summary>D, WriteOnceBlock: before the block its one value comes; behind it only the first is kept.</summary>
    [TestMethod]
    public async Task WriteOnceBlock_BeforeAndBehind_IsServed()
    {
        var before = new WriteOnceBlock<int>(item => item);
        IPropagatorBlock<int, int> block = NewIdentity(Options(room: 4));
        var behind = new WriteOnceBlock<int>(null);
        before.LinkTo(block);
        block.LinkTo(behind);

        Assert.IsTrue(before.Post(1));

        Assert.AreEqual(1, await behind.ReceiveAsync().WithTimeout());
        await behind.Completion.WithTimeout();
        PostAll(block, 2);
        AssertItems([2], ReceiveMany(block, 1));
    }
}
