using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section E: the constructors, and what each option does.</summary>
[TestClass]
public abstract class OptionsConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>E: null arguments.</summary>
    [TestMethod]
    public void Constructor_Nulls_Throw()
    {
        Assert.AreEqual(Subject.DelegateParameter, ThrownBy(() => Subject.Create<int, int>((Func<int, int>)null!, Options())));
        Assert.AreEqual(Subject.DelegateParameter, ThrownBy(() => Subject.Create<int, int>((Func<int, Task<int>>)null!, Options())));
        Assert.AreEqual(Subject.DelegateParameter, ThrownBy(() => Subject.CreateWithoutOptions((Func<int, int>)null!)));
        if (Subject.DelegatesGetAToken)
        {
            Func<int, CancellationToken, ValueTask<int>> transform = (item, _) => ValueTask.FromResult(item);
            Assert.AreEqual(Subject.DelegateParameter, ThrownBy(() => Subject.Create((Func<int, CancellationToken, ValueTask<int>>)null!, Options())));
            AssertNullOptions(() => Subject.Create(transform, null!));
        }

        AssertNullOptions(() => Subject.Create<int, int>(item => item, null!));
        AssertNullOptions(() => Subject.Create<int, int>(item => Task.FromResult(item), null!));

        void AssertNullOptions(Func<IPropagatorBlock<int, int>> create) => Assert.AreEqual(Subject.OptionsParameter, ThrownBy(create));

        static string? ThrownBy(Func<object> create) => Assert.ThrowsExactly<ArgumentNullException>(() => create()).ParamName;
    }

    /// <summary>E: without options there is no bound, and one item at a time.</summary>
    [TestMethod]
    public void Constructor_NoOptions_IsUnboundedAndSerial()
    {
        var concurrency = new ConcurrencyMeter();
        IPropagatorBlock<int, int> block = Subject.CreateWithoutOptions((int item) => concurrency.Run(item));

        PostAll(block, Enumerable.Range(0, 2000));

        AssertItems(Enumerable.Range(0, 2000), ReceiveMany(block, 2000));
        Assert.AreEqual(1, concurrency.Highest);
    }

    /// <summary>E: EnsureOrdered = false is refused where that is declared.</summary>
    [TestMethod]
    public void Constructor_EnsureOrderedFalse_IsTakenOnlyAsDeclared()
    {
        ExecutionDataflowBlockOptions options = Options();
        options.EnsureOrdered = false;

        if (Subject.RefusesToGiveUpOrder)
        {
            Assert.AreEqual(
                Subject.OptionsParameter, Assert.ThrowsExactly<ArgumentException>(() => NewIdentity(options)).ParamName);
        }
        else
        {
            IPropagatorBlock<int, int> block = NewIdentity(options);
            PostAll(block, 1);
            AssertItems([1], ReceiveMany(block, 1));
        }
    }

    /// <summary>E: the constructor clones the options.</summary>
    [TestMethod]
    public void Options_ChangedAfterConstruction_DoNotReachTheBlock()
    {
        var gate = new Gate();
        ExecutionDataflowBlockOptions options = Options(capacity: 2, parallelism: 1, token: CancellationToken.None);
        options.NameFormat = "before";
        IPropagatorBlock<int, int> block = NewBlock(gate, options);

        options.BoundedCapacity = 10;
        options.MaxDegreeOfParallelism = 10;
        options.NameFormat = "after";
        options.CancellationToken = new CancellationToken(canceled: true);
        options.TaskScheduler = new RefusingScheduler { Refuses = true };

        PostAll(block, 1, 2);
        Assert.IsFalse(block.Post(3));
        gate.WaitForStart(1);
        Assert.AreEqual(1, Subject.InputCount(block));
        Assert.AreEqual("before", block.ToString());
        gate.OpenAll();
        AssertItems([1, 2], ReceiveMany(block, 2));
        AssertItems([1, 2], gate.Started);
    }

    /// <summary>E: an item takes its place from acceptance until its output has left, not one more and not one less.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(7)]
    public void BoundedCapacity_OutputWaiting_StillCounts(int capacity)
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate, capacity);

        Assert.IsFalse(block.Post(99));
        gate.OpenAll();
        foreach (int round in Enumerable.Range(1, 2 * capacity))
        {
            WaitForOutput(block, capacity);
            Assert.IsFalse(block.Post(99));
            Assert.IsTrue(Output(block).TryReceive(out int item));
            Assert.AreEqual(round, item);
            PostAll(block, capacity + round);
        }
    }

    /// <summary>E: a target that takes the output gives the place back, by offer and by consume.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task BoundedCapacity_LinkTakesTheOutput_GivesThePlaceBack(bool consume)
    {
        IPropagatorBlock<int, int> block = NewIdentity(Options(capacity: 1));
        var target = new ScriptedTarget(consume ? DataflowMessageStatus.Postponed : DataflowMessageStatus.Accepted);
        block.LinkTo(target);

        foreach (int item in Enumerable.Range(1, 10))
        {
            Assert.IsTrue(await block.SendAsync(item).WithTimeout());
            Offer offer = target.WaitForOffers(item)[^1];
            if (consume)
            {
                Assert.IsFalse(block.Post(99));
                Assert.IsTrue(offer.TryConsume(out _));
            }
        }

        AssertItems(Enumerable.Range(1, 10), target.OfferedValues);
    }

    /// <summary>E, C5: a dropped item gives its place back at once.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public async Task BoundedCapacity_DroppedItem_GivesItsPlaceBack(int capacity)
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewFullBlock(gate, capacity);
        Task<bool> next = block.SendAsync(capacity + 1);

        gate.Cancel(1);

        Assert.IsTrue(await next.WithTimeout());
        Assert.IsFalse(block.Post(99));
        gate.OpenAll();
        AssertItems(Enumerable.Range(2, capacity), ReceiveMany(block, capacity));
    }

    /// <summary>E: the results come in the order of the input, in whatever order they are ready.</summary>
    [TestMethod]
    public void EnsureOrdered_FinishedInReverse_ComesOutInOrder()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 8, parallelism: 8));
        PostAll(block, 1, 2, 3, 4, 5, 6, 7, 8);
        gate.WaitForStarts(8);

        gate.Open(8, 7, 6, 5, 4, 3, 2);
        Assert.IsFalse(Output(block).TryReceive(out _));
        gate.Open(1);

        AssertItems([1, 2, 3, 4, 5, 6, 7, 8], ReceiveMany(block, 8));
    }
}
