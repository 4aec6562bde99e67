using OrderedBlocks.Core;

namespace OrderedBlocks.Tests.Core;

[TestClass]
public sealed class BatchTests
{
    [TestMethod]
    public void TryTake_Alone_GivesEachPositionOnce()
    {
        var batch = new Batch();
        batch.Open(Position.FromNumber(10), 3);

        CollectionAssert.AreEqual((long[])[10, 11, 12], TakeAll(batch));
        Assert.AreEqual(0, batch.RestCount);
        Assert.IsFalse(batch.TryTake(out _));
    }

    [TestMethod]
    [DataRow(5, 3)]
    [DataRow(4, 2)]
    [DataRow(1, 1)]
    public void Steal_OfARest_TakesTheLargerHalfFromTheBack(int count, int stolen)
    {
        var batch = new Batch();
        batch.Open(Position.FromNumber(-2), count);

        Assert.AreEqual(stolen, batch.Steal(out Position first));
        Assert.AreEqual(Position.FromNumber(-2 + count - stolen), first);
        Assert.HasCount(count - stolen, TakeAll(batch));
        Assert.AreEqual(0, batch.Steal(out _));
    }

    [TestMethod]
    public void TakeRest_OfAnOpenBatch_LeavesNothing()
    {
        var batch = new Batch();
        batch.Open(default, 5);
        batch.TryTake(out _);

        Assert.AreEqual(4, batch.TakeRest(out Position first));
        Assert.AreEqual(Position.FromNumber(1), first);
        Assert.AreEqual(0, batch.RestCount);
        Assert.AreEqual(0, batch.Steal(out _));
        Assert.IsFalse(batch.TryTake(out _));
    }

    // The owner opens batch after batch while two thieves help themselves: every position goes to exactly one of them.
    [TestMethod]
    public async Task Steal_WhileTheOwnerTakes_GivesEachPositionToOne()
    {
        const int Batches = 4000;
        const int Size = 16;
        var batch = new Batch();
        int[] taken = new int[Batches * Size];
        int owned = 0;
        using var start = new Barrier(3);
        bool done = false;

        Task owner = Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                for (int i = 0; i < Batches; i++)
                {
                    batch.Open(Position.FromNumber(i * Size), Size);
                    while (batch.TryTake(out Position position))
                    {
                        Interlocked.Increment(ref taken[position - default(Position)]);
                        owned++;
                    }
                }

                Volatile.Write(ref done, true);
            },
            TaskCreationOptions.LongRunning);
        Task[] thieves = [.. Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                while (!Volatile.Read(ref done))
                {
                    int count = batch.Steal(out Position first);
                    for (int i = 0; i < count; i++)
                    {
                        Interlocked.Increment(ref taken[first + i - default(Position)]);
                    }
                }
            },
            TaskCreationOptions.LongRunning))];
        await Support.Await.Ends(Task.WhenAll([owner, .. thieves]));

        CollectionAssert.AreEqual(Enumerable.Repeat(1, taken.Length).ToArray(), taken);
        Assert.IsGreaterThan(0, owned);
    }

    private static List<long> TakeAll(Batch batch)
    {
        List<long> numbers = [];
        while (batch.TryTake(out Position position))
        {
            numbers.Add(position - default(Position));
        }

        return numbers;
    }
}
