using OrderedBlocks.Tests.Conformance;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Completion;

/// <summary>What the target of <see cref="DataflowCompletion.CompleteWhenAll"/> is told, and when.</summary>
[TestClass]
public sealed class CompleteWhenAllTests
{
    /// <summary>After each source's end the target has been told exactly what it should have been by then.</summary>
    [TestMethod]
    public void Sources_EndInEveryOrderAndWay_TellTheTargetOnce()
    {
        foreach ((int[] order, Ending[] endingOf) in Endings.OfThree)
        {
            var target = new ToldTarget();
            EndingBlock[] sources = [new(), new(), new()];
            Task told = DataflowCompletion.CompleteWhenAll(target, sources);
            for (int ended = 0; ended <= order.Length; ended++)
            {
                if (ended > 0)
                {
                    int source = order[ended - 1];
                    sources[source].End(endingOf[source], Endings.ErrorOf(source));
                }

                string[] expected = Endings.Expected(order, endingOf, ended);
                CollectionAssert.AreEqual(expected, target.Told, $"{Endings.Describe(order, endingOf)}, after {ended}");
                Assert.AreEqual(expected.Length > 0, told.IsCompletedSuccessfully);
            }
        }
    }

    /// <summary>Some of the sources have ended before the call: of those that failed, the first in the sequence counts.</summary>
    [TestMethod]
    public void Sources_EndedBefore_TellTheTargetInTheCall()
    {
        int[] sequence = [0, 1, 2];
        foreach ((int[] order, Ending[] endingOf) in Endings.OfThree)
        {
            for (int endedBefore = 1; endedBefore <= order.Length; endedBefore++)
            {
                var target = new ToldTarget();
                EndingBlock[] sources = [new(), new(), new()];
                foreach (int source in order.Take(endedBefore))
                {
                    sources[source].End(endingOf[source], Endings.ErrorOf(source));
                }

                Task told = DataflowCompletion.CompleteWhenAll(target, sources);
                int[] seen = [.. sequence.Where(order.Take(endedBefore).Contains), .. order.Skip(endedBefore)];
                string what = $"{Endings.Describe(order, endingOf)}, {endedBefore} before";
                CollectionAssert.AreEqual(Endings.Expected(seen, endingOf, endedBefore), target.Told, what);
                foreach (int source in order.Skip(endedBefore))
                {
                    sources[source].End(endingOf[source], Endings.ErrorOf(source));
                }

                CollectionAssert.AreEqual(Endings.Expected(seen, endingOf, seen.Length), target.Told, what);
                Assert.IsTrue(told.IsCompletedSuccessfully, what);
            }
        }
    }

    [TestMethod]
    [DataRow(Ending.Complete)]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public void Source_NamedTwice_CountsOnce(Ending ending)
    {
        var target = new ToldTarget();
        EndingBlock twice = new(), once = new();
        Task told = DataflowCompletion.CompleteWhenAll(target, twice, once, twice);

        once.Complete();
        Assert.IsEmpty(target.Told);
        twice.End(ending, Endings.ErrorOf(0));

        string expected = ending == Ending.Fault ? ToldTarget.FaultedWith(Endings.ErrorOf(0)) : ToldTarget.Completed;
        CollectionAssert.AreEqual(new[] { expected }, target.Told);
        Assert.IsTrue(told.IsCompletedSuccessfully);
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(false, true)]
    [DataRow(true, false)]
    [DataRow(true, true)]
    public async Task Target_Throws_FailsTheTaskAndIsNotToldAgain(bool fault, bool endedBefore)
    {
        var thrown = new NotSupportedException("Not now.");
        var target = new ToldTarget { Throws = thrown };
        EndingBlock first = new(), second = new();
        if (endedBefore)
        {
            EndBoth();
        }

        Task told = DataflowCompletion.CompleteWhenAll(target, first, second);
        if (!endedBefore)
        {
            EndBoth();
        }

        Assert.AreSame(thrown, await Assert.ThrowsExactlyAsync<NotSupportedException>(() => told.WithTimeout()));
        string expected = fault ? ToldTarget.FaultedWith(Endings.ErrorOf(1)) : ToldTarget.Completed;
        CollectionAssert.AreEqual(new[] { expected }, target.Told);

        void EndBoth()
        {
            first.End(fault ? Ending.Fault : Ending.Complete, Endings.ErrorOf(1));
            second.End(fault ? Ending.Fault : Ending.Complete, Endings.ErrorOf(2));
        }
    }

    /// <summary>The returned task's continuations do not run where the target is told: that may be anybody's thread.</summary>
    [TestMethod]
    public async Task Task_WithAContinuation_RunsItElsewhere()
    {
        var source = new EndingBlock();
        Task<int> continuation = DataflowCompletion.CompleteWhenAll(new ToldTarget(), source).ContinueWith(
            static _ => Environment.CurrentManagedThreadId,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

        // A thread of its own, so that the pool cannot go on with the continuation on it afterwards.
        var ender = new Thread(source.Complete);
        ender.Start();
        Assert.IsTrue(ender.Join(Wait.Limit));

        Assert.AreNotEqual(ender.ManagedThreadId, await continuation.WithTimeout());
    }

    /// <summary>Sources that end at the same moment: exactly one of them tells the target.</summary>
    [TestMethod]
    public async Task Sources_EndAtTheSameMoment_TellTheTargetOnce()
    {
        const int Rounds = 300;
        const int Sources = 3;
        var random = new Random(20_611);
        using var barrier = new Barrier(Sources);
        for (int round = 0; round < Rounds; round++)
        {
            var target = new ToldTarget();
            EndingBlock[] sources = [.. Enumerable.Range(0, Sources).Select(_ => new EndingBlock())];
            Ending[] endings = random.GetItems(Enum.GetValues<Ending>(), Sources);
            Task told = DataflowCompletion.CompleteWhenAll(target, sources);
            await Task.WhenAll(Enumerable.Range(0, Sources).Select(source => Task.Run(() =>
            {
                Assert.IsTrue(barrier.SignalAndWait(Wait.Limit));
                sources[source].End(endings[source], Endings.ErrorOf(source));
            }))).WithTimeout();

            await told.WithTimeout();
            string[] possible = [.. from source in Enumerable.Range(0, Sources)
                                    where endings[source] == Ending.Fault
                                    select ToldTarget.FaultedWith(Endings.ErrorOf(source))];
            string what = $"round {round}: {string.Join(", ", endings)}";
            Assert.HasCount(1, target.Told, what);
            Assert.Contains(target.Told[0], possible.Length > 0 ? possible : [ToldTarget.Completed], what);
        }
    }

    [TestMethod]
    public void Call_WithWrongArguments_SaysWhich()
    {
        EndingBlock source = new(), target = new();

        AssertNull("target", () => DataflowCompletion.CompleteWhenAll(null!, source));
        AssertNull("sources", () => DataflowCompletion.CompleteWhenAll(target, (IDataflowBlock[])null!));
        AssertNull("sources", () => DataflowCompletion.CompleteWhenAll(target, (IEnumerable<IDataflowBlock>)null!));
        AssertWrong(() => DataflowCompletion.CompleteWhenAll(target));
        AssertWrong(() => DataflowCompletion.CompleteWhenAll(target, source, null!));
        AssertWrong(() => DataflowCompletion.CompleteWhenAll(target, source, target));
        AssertWrong(() => DataflowCompletion.CompleteWhenAll(target, source, new WithoutCompletion()));
        Assert.ThrowsExactly<NotSupportedException>(() => DataflowCompletion.CompleteWhenAll(target, new ToldTarget()));

        source.Complete();
        Assert.IsFalse(target.Completion.IsCompleted, "a refused call waits for nothing");

        static void AssertNull(string parameter, Action call) =>
            Assert.AreEqual(parameter, Assert.ThrowsExactly<ArgumentNullException>(call).ParamName);

        static void AssertWrong(Action call) =>
            Assert.AreEqual("sources", Assert.ThrowsExactly<ArgumentException>(call).ParamName);
    }

    private sealed class WithoutCompletion : IDataflowBlock
    {
        public Task Completion => null!;

        public void Complete() => throw new NotSupportedException();

        public void Fault(Exception exception) => throw new NotSupportedException();
    }
}
