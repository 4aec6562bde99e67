namespace OrderedBlocks;

/// <summary>The items of the model are numbers; their slots are cleared as if they were references.</summary>
internal static class RuntimeHelpers
{
    public static bool IsReferenceOrContainsReferences<T>() => true;
}
