using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.OneToMany;

/// <summary>
/// Random items through blocks with random options, taken in one of several ways. What must come out follows from the seed; when
/// things happen does not.
/// </summary>
[TestClass]
public abstract class RandomOutputConformance<TSubject> : OneToManyConformance<TSubject>
    where TSubject : OneToManySubject, new()
{
    private const int Worlds = 60;

    /// <summary>A test a way of taking, so that a failure says which.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public async Task Outputs_Random_ComeOutAsTheyMust(int taking)
    {
        foreach (int seed in Enumerable.Range(1, Worlds).Select(world => (world * 4) + taking))
        {
            await Live(seed, taking);
        }
    }

    private async Task Live(int seed, int taking)
    {
        var random = new Random(seed);
        var outputs = new RandomOutputs(seed);
        IPropagatorBlock<int, int> block = Subject.CreateManyInShape<int, int>(outputs.Run, RandomOptions(random));
        Task<int[]> taken = taking switch
        {
            0 => TakeByTarget(block),
            1 => TakeByBoundedBuffers(block, random.Next(1, 4)),
            2 => Task.Run(() => TakeByReceiving(Output(block))),
            _ => Task.Run(() => TakeAllAtATime(block)),
        };

        foreach (int item in Enumerable.Range(1, outputs.Items))
        {
            if (!await block.SendAsync(item).WithTimeout())
            {
                break;
            }
        }

        block.Complete();
        await block.Completion.ToEnd();
        int[] came = await taken.WithTimeout();

        string world = $"Seed {seed}: ";
        Assert.AreEqual(outputs.Failing > 0, block.Completion.IsFaulted, world + block.Completion.Status);
        Assert.AreEqual(string.Join(", ", outputs.Begun), string.Join(", ", outputs.Ended), world + "begun and ended");
        Assert.AreEqual(string.Join(", ", Expected(outputs, came)), string.Join(", ", came), world);
        if (outputs.Failing > 0)
        {
            CollectionAssert.AreEqual(new Exception[] { outputs.Reason }, block.Completion.Exception!.InnerExceptions, world);
        }
        else
        {
            AssertItems(Enumerable.Range(1, outputs.Items), outputs.Ended);
        }
    }

    /// <summary>What had to come out, where there is a choice the one that agrees with what came out.</summary>
    private int[] Expected(RandomOutputs outputs, int[] came)
    {
        int last = outputs.Failing > 0 && Subject.NothingAfterAFailedItemComesOut ? outputs.Failing : outputs.Items;
        int[] all = [.. Enumerable.Range(1, last).SelectMany(OutputsOf)];
        if (outputs.Failing == 0)
        {
            return all;
        }

        // In Dataflow's block the items that run when one fails may lack, and others behind them come out.
        return Subject.NothingAfterAFailedItemComesOut ? all[..Math.Min(came.Length, all.Length)] : [.. all.Intersect(came)];

        // Of a canceled item nothing may come out, where that is declared; what does is its beginning and all of it.
        IEnumerable<int> OutputsOf(int item) =>
            Subject.ACanceledItemKeepsItsOutputs || !outputs.IsCanceled(item) || came.Contains((item * 1000) + 1)
                ? outputs.OutputsOf(item)
                : [];
    }

    private ExecutionDataflowBlockOptions RandomOptions(Random random)
    {
        ExecutionDataflowBlockOptions options = Subject.OptionSet.ToBlockOptions();
        options.BoundedCapacity = random.Next(4) == 0 ? DataflowBlockOptions.Unbounded : random.Next(1, 7);
        options.MaxDegreeOfParallelism = random.Next(1, 5);
        options.MaxMessagesPerTask = random.Next(3) == 0 ? random.Next(1, 5) : DataflowBlockOptions.Unbounded;
        int capacity = random.Next(1, 10);
        return Subject.LimitOutputs(options, capacity, random.Next(1, capacity + 1));
    }

    private static async Task<int[]> TakeByTarget(IPropagatorBlock<int, int> block)
    {
        var target = new ScriptedTarget();
        block.LinkTo(target, Propagate);
        await target.Ended.WithTimeout();
        return target.Taken;
    }

    /// <summary>
    /// Two buffers, by a filter; the outputs are put together again by what is in them. A fault is not handed on to the buffers: they
    /// would drop what they have taken.
    /// </summary>
    private static async Task<int[]> TakeByBoundedBuffers(IPropagatorBlock<int, int> block, int capacity)
    {
        var options = new DataflowBlockOptions { BoundedCapacity = capacity };
        BufferBlock<int>[] buffers = [new(options), new(options)];
        block.LinkTo(buffers[0], output => output % 2 == 0);
        block.LinkTo(buffers[1]);
        Task<int[]>[] taking = [.. buffers.Select(buffer => Task.Run(() => TakeByReceiving(buffer)))];
        await block.Completion.ToEnd();
        Array.ForEach(buffers, buffer => buffer.Complete());
        int[][] taken = await Task.WhenAll(taking).WithTimeout();
        foreach (int[] one in taken)
        {
            AssertItems(one.Order(), one);
        }

        return [.. taken.SelectMany(one => one).Order()];
    }

    private static async Task<int[]> TakeByReceiving(IReceivableSourceBlock<int> block)
    {
        var taken = new List<int>();
        while (await block.OutputAvailableAsync().WithTimeout())
        {
            while (block.TryReceive(out int output))
            {
                taken.Add(output);
            }
        }

        return [.. taken];
    }

    private static async Task<int[]> TakeAllAtATime(IPropagatorBlock<int, int> block)
    {
        var taken = new List<int>();
        while (await block.OutputAvailableAsync().WithTimeout())
        {
            if (Output(block).TryReceiveAll(out IList<int>? outputs))
            {
                taken.AddRange(outputs);
            }
        }

        return [.. taken];
    }
}
