using OrderedBlocks.Tests.Conformance.Channels.Subjects;
using OrderedBlocks.Tests.Conformance.Subjects;

namespace OrderedBlocks.Tests.Conformance.Channels.OfOrderedTransformBlock;

/// <summary>OrderedTransformBlock as a channel, with four items at a time on threads of its own.</summary>
public static class BlockChannelDedicatedThreads
{
    public sealed class Subject() : TransformChannelSubject(
        new OptionSet { BoundedCapacity = 64, MaxDegreeOfParallelism = 4, WorkerThreadMode = WorkerThreadMode.Dedicated });

    [TestClass]
    public sealed class States : ChannelStateConformance<Subject>;

    [TestClass]
    public sealed class Reads : ChannelReadConformance<Subject>;

    [TestClass]
    public sealed class Writes : ChannelWriteConformance<Subject>;

    [TestClass]
    public sealed class Closings : ChannelClosingConformance<Subject>;

    [TestClass]
    public sealed class ReadCancellations : ChannelReadCancellationConformance<Subject>;

    [TestClass]
    public sealed class WriteCancellations : ChannelWriteCancellationConformance<Subject>;

    [TestClass]
    public sealed class Streams : ChannelStreamConformance<Subject>;

    [TestClass]
    public sealed class Races : ChannelRaceConformance<Subject>;

    [TestClass]
    public sealed class Crowds : ChannelCrowdConformance<Subject>;

    [TestClass]
    public sealed class Items : ChannelItemConformance<Subject>;

    [TestClass]
    public sealed class ValueTasks : ChannelValueTaskConformance<Subject>;

    [TestClass]
    public sealed class Contexts : ChannelContextConformance<Subject>;
}
