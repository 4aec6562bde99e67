namespace ParallelGzip.Pipeline;

/// <summary>What runs the codec.</summary>
internal enum Engine
{
    /// <summary>A plain loop: read, transform, write.</summary>
    Serial,

    /// <summary>Dataflow's own block.</summary>
    TransformBlock,

    /// <summary>The block of this library.</summary>
    OrderedTransformBlock,
}
